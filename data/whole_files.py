"""Files that are whole or not there: written beside their place, and moved when complete."""

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import FaceError

_MARGIN = bytes(65_536)
"""What must fit behind a file that is whole: more than the room that is left where it was cut."""


@contextmanager
def whole_file(path: str | Path, kind: type[FaceError] = FaceError) -> Iterator[Path]:
    """A path of the same name in a folder of its own, to write to; there is nothing yet.

    When the block ends well, the file takes its place, with what lies beside it there: pictures,
    or a sequence's other files. When it does not, all that was there before stays as it was.
    Raises `kind` for a file that cannot be written, or that what wrote it cut short without a word.
    """
    path = Path(path)
    try:
        place = _place_of(path)
        folder = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=place.parent))
    # A name with a zero byte in it, or letters that are none.
    except (OSError, ValueError) as error:
        raise _refusal(path, error, kind) from error
    try:
        part = folder / place.name
        yield part
        _check_whole(part)
        _move(part, place)
    except OSError as error:
        raise _refusal(path, error, kind) from error
    finally:
        # What hinders this is not worth a message of its own.
        shutil.rmtree(folder, ignore_errors=True)


def write_whole(path: str | Path, content: bytes, kind: type[FaceError] = FaceError) -> None:
    """Write a file at once. Raises `kind`; the former file stays then."""
    with whole_file(path, kind) as part:
        part.write_bytes(content)


def reserve(path: Path, size: int) -> None:
    """Raise OSError where there is no room for a file of so many bytes, which is not there yet.

    For what would end the whole program on a full disk.
    """
    if not hasattr(os, "posix_fallocate"):
        if shutil.disk_usage(path.parent).free < size:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return
    try:
        with path.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, size)
    finally:
        path.unlink(missing_ok=True)


def _place_of(path: Path) -> Path:
    """Where a file will be: where a link leads, so that the link stays. Raises OSError."""
    place = Path(os.path.realpath(path))
    try:
        # Links that lead to each other have no end: this raises OSError for them.
        found = place.stat()
    except FileNotFoundError:
        return place
    if stat.S_ISDIR(found.st_mode):
        raise OSError(errno.EISDIR, "is a folder")
    # A device or a pipe would be replaced by a file.
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "is no ordinary file")
    # Moving asks the folder alone, and not the file that somebody protected.
    if not os.access(place, os.W_OK):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))
    return place


def _check_whole(part: Path) -> None:
    """Raise OSError where a file is not there, or may have been cut off by a full disk: several of
    Blender's exporters do not look whether what they wrote arrived.
    """
    part.stat()
    for path in part.parent.rglob("*"):
        if path.is_file():
            _check_room_behind(path)


def _check_room_behind(path: Path) -> None:
    """Raise OSError where a file cannot be made longer; it stays as it is."""
    with path.open("rb+") as file:
        size = file.seek(0, os.SEEK_END)
        try:
            file.write(_MARGIN)
            # Some file systems tell only now.
            file.flush()
            os.fsync(file.fileno())
        finally:
            file.truncate(size)


def _move(part: Path, place: Path) -> None:
    """Put all that lies beside a file in place, and the file last. Raises OSError."""
    folder = part.parent
    others = [path for path in folder.rglob("*") if path.is_file() and path != part]
    for path in others:
        target = place.parent / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
    part.replace(place)


def _refusal(path: Path, error: Exception, kind: type[FaceError]) -> FaceError:
    reason = error.strerror if isinstance(error, OSError) else "a name that no file can have"
    return kind(
        f"{path.name}: cannot be written ({reason}); choose another folder, or close the program "
        "that has the file open"
    )
