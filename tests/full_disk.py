"""A disk that is full, without one: files cannot grow beyond a size."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

resource = pytest.importorskip("resource", reason="limits of POSIX")


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Within the block no file of this process gets longer than so many bytes."""
    former, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (former, most))
