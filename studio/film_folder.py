"""The folder of a film's pictures, which outlives a break: what is in it, and what they were made
from.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from ..data.errors import FaceError
from ..data.pictures.png import is_whole

_RECORD = "film.json"
"""Beside the pictures: what they were made from."""


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
    # Before the first picture anything may have been planned, or half-written.
    has_pictures = any(path != record for path in folder.iterdir())
    if not has_pictures:
        text = json.dumps(present, indent=1)
        record.write_text(f"{text}\n", encoding="utf-8")
        return
    former = _read_record(record)
    if former is None:
        raise FaceError(f"{folder}: holds no pictures of a film; name another folder")
    names = present | former
    other = [name for name in names if present.get(name) != former.get(name)]
    if other:
        raise FaceError(
            f"{folder}: holds pictures of another film, of other {', '.join(other)}; "
            "remove the folder, or name another"
        )


def _read_record(record: Path) -> dict[str, object] | None:
    """None where there is none, or something else."""
    try:
        former = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return former if isinstance(former, dict) else None


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
