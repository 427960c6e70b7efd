"""Files that are read whole: only those that are files."""

import errno
import stat
from pathlib import Path


def size_of(path: Path) -> int:
    """The bytes of an ordinary file.

    Raises OSError, also for a folder, and for a pipe or a device, on which reading would wait for
    ever or never come to an end.
    """
    try:
        found = path.stat()
    # A name with a zero byte in it.
    except ValueError as error:
        raise OSError(errno.EINVAL, "is no name that a file can have") from error
    if stat.S_ISDIR(found.st_mode):
        raise OSError(errno.EISDIR, "is a folder")
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "is no ordinary file")
    return found.st_size
