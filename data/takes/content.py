"""The bytes of a recording's file: on disk, or in memory where it was packed."""

import gzip
import zlib
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from pathlib import Path

from ..errors import TakeError
from ..ordinary_file import size_of

Stream = BufferedReader | BytesIO
"""The bytes as a file has them."""

_GZIP_MARK = b"\x1f\x8b"
_LARGEST_UNPACKED = 1 << 30
"""Bytes. What is packed is unpacked as a whole."""


@dataclass(frozen=True, eq=False)
class Content:
    """path: of the file; unpacked: what was packed in it, None where it is plain."""

    path: Path
    unpacked: bytes | None = None

    @property
    def name(self) -> str:
        """Without its folder, as all messages begin."""
        return self.path.name

    def open(self) -> Stream:
        """A new stream of the bytes. Raises OSError."""
        return self.path.open("rb") if self.unpacked is None else BytesIO(self.unpacked)

    def size(self) -> int:
        """In bytes. Raises OSError."""
        return self.path.stat().st_size if self.unpacked is None else len(self.unpacked)

    def read(self) -> bytes:
        """All of it. Raises OSError."""
        return self.path.read_bytes() if self.unpacked is None else self.unpacked


def open_content(path: Path) -> Content:
    """A file's content, unpacked if it is gzip's. Raises OSError; TakeError for a broken pack."""
    size_of(path)
    with path.open("rb") as stream:
        is_packed = stream.read(len(_GZIP_MARK)) == _GZIP_MARK
    if not is_packed:
        return Content(path)
    try:
        with gzip.open(path) as stream:
            unpacked = stream.read(_LARGEST_UNPACKED + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise TakeError(
            f"{path.name}: is a broken gzip file ({error}); copy or pack it again"
        ) from None
    if len(unpacked) > _LARGEST_UNPACKED:
        raise TakeError(f"{path.name}: is too large to be read packed; unpack it")
    return Content(path, unpacked)
