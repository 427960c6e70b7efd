"""The folder of a film's pictures, which outlives a break: what is in it, and what they were made
from, which may be a copy of the scene.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from ..data.errors import FaceError
from ..data.pictures.png import is_whole

_RECORD = "film.json"
"""Beside the pictures: what they were made from."""
_SCENE = "unfinished.blend"
"""Beside the pictures of a film that was begun in a window: the scene as it was then."""


def folder_for(film: Path) -> Path:
    """Where a film's pictures are until it is whole."""
    return film.with_suffix(".frames")


def scene_copy(folder: Path) -> Path:
    """Where the scene is from which the pictures are made, if they are not of a user's own file."""
    return folder / _SCENE


def picture(folder: Path, frame: int) -> Path:
    """The picture of a frame, as `write_pictures` has Blender name it."""
    return folder / f"{frame:04d}.png"


def begin_folder(folder: Path, made_from: Mapping[str, object]) -> None:
    """Begin a folder of pictures, or go on with one. Raises FaceError where it holds others.

    made_from: whatever changes the pictures, by short names, as JSON has it.
    """
    record = folder / _RECORD
    # There and back, so that it compares to what is read: JSON has lists for tuples.
    present = json.loads(json.dumps(made_from))
    folder.mkdir(parents=True, exist_ok=True)
    # Else the record may have been half-written.
    if _holds_anything(folder):
        former = _read_record(folder)
        # Before the first picture anything may have been planned.
        if pictures_in(folder):
            _check_same(folder, present, former)
            return
    text = json.dumps(present, indent=1)
    record.write_text(f"{text}\n", encoding="utf-8")


def _check_same(
    folder: Path,
    present: dict[str, object],
    former: dict[str, object],
) -> None:
    """Raise FaceError where pictures were made from something else."""
    names = present | former
    other = [name for name in names if present.get(name) != former.get(name)]
    if other:
        raise FaceError(
            f"{folder}: holds pictures of another film, of other {', '.join(other)}; "
            "remove the folder, or name another"
        )


def _holds_anything(folder: Path) -> bool:
    """Whether there is more than the record and the scene that pictures will be made from."""
    own = {folder / _RECORD, scene_copy(folder)}
    return any(path not in own for path in folder.iterdir())


def _read_record(folder: Path) -> dict[str, object]:
    """Raises FaceError where there is none, or something else."""
    try:
        former = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        former = None
    if not isinstance(former, dict):
        raise FaceError(f"{folder}: holds no pictures of a film; name another folder")
    return former


def pictures_in(folder: Path) -> list[Path]:
    """The pictures of frames, whole or not; none where there is no folder."""
    return [path for path in folder.glob("*.png") if path.stem.lstrip("-").isdecimal()]


def empty_folder(folder: Path) -> None:
    """Remove all pictures of a film that was begun, and nothing else; there may be no folder.

    Raises FaceError, with nothing removed, where a folder holds other things and no film.
    """
    if not folder.exists() or not _holds_anything(folder):
        return
    _read_record(folder)
    for path in pictures_in(folder):
        path.unlink()


def find_missing(folder: Path, frames: range) -> list[int]:
    """The frames without a picture. What was damaged or half-written is removed."""
    missing = [frame for frame in frames if not _is_there(picture(folder, frame))]
    for frame in missing:
        # Else Blender would leave it as it is.
        picture(folder, frame).unlink(missing_ok=True)
    return missing


def _is_there(path: Path) -> bool:
    try:
        return is_whole(path.read_bytes())
    except OSError:
        return False


def clear_folder(folder: Path, frames: range) -> None:
    """Remove the pictures of a film, and their folder unless it holds anything else."""
    for frame in frames:
        picture(folder, frame).unlink(missing_ok=True)
    (folder / _RECORD).unlink(missing_ok=True)
    if not any(folder.iterdir()):
        folder.rmdir()


def fingerprint(path: Path) -> str:
    """SHA-256 of a file, as `sha256sum` shows it. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
