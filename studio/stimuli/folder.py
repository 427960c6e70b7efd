"""The folder of a stimulus set: what belongs to it, what it lacks, what is in its way."""

import csv
import io
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import bpy

from ...blender.extension import version
from ...data.errors import FaceError
from ...data.stimuli import DESIGN, MANIFEST, Maker, Plan, Stimulus, is_manifest, records
from ..render_settings import CYCLES

_SUFFIXES = (".png", ".mp4")
"""Of a set's pictures and films."""


def begin_set(plan: Plan, folder: Path, replace: bool = False) -> list[Stimulus]:
    """Begin a plan's folder, or go on with it; returns the stimuli that it lacks.

    The manifest is that of the whole plan from the start. replace: remove another set that the
    folder holds. Raises FaceError, also for files that are not of a set and in the way of this one.
    """
    texts = records(plan, maker())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        former_manifest = _read(folder / MANIFEST)
        is_same_set = former_manifest == texts[MANIFEST]
        if not is_same_set:
            _make_room(plan, texts, folder, former_manifest, replace)
        for name, content in texts.items():
            if not is_same_set or not (folder / name).exists():
                (folder / name).write_bytes(content)
    except OSError as error:
        raise FaceError(f"{folder.name}: cannot be written ({error.strerror})") from error
    return [stimulus for stimulus in plan.stimuli if not (folder / stimulus.file).exists()]


def _make_room(
    plan: Plan,
    texts: Mapping[str, bytes],
    folder: Path,
    former_manifest: bytes | None,
    replace: bool,
) -> None:
    """Remove the set whose manifest is the former one, and nothing else.

    Raises FaceError, with nothing removed, where that is not wanted or other files are in the way.
    """
    former_files: list[str] = []
    wanted = [stimulus.file for stimulus in plan.stimuli]
    if former_manifest is not None and is_manifest(former_manifest):
        former_files = _files_of(former_manifest)
        _check_foreign(folder, texts, (name for name in wanted if name not in former_files))
        _check_record(plan, texts, folder)
    else:
        _check_foreign(folder, texts, (*texts, *wanted))
    present = [name for name in former_files if (folder / name).exists()]
    if present and not replace:
        raise FaceError(
            f"{folder.name}: holds another set, with {present[0]}; choose an empty folder, or "
            "replace that set"
        )
    for name in present:
        (folder / name).unlink(missing_ok=True)


def _check_foreign(folder: Path, texts: Mapping[str, bytes], names: Iterable[str]) -> None:
    """Raise FaceError for a file that is there and not of a set."""
    for name in names:
        path = folder / name
        if path.exists() and _read(path) != texts.get(name):
            raise FaceError(
                f"{folder.name}: holds {name}, which is not of a stimulus set; choose an empty "
                "folder"
            )


def _check_record(plan: Plan, texts: Mapping[str, bytes], folder: Path) -> None:
    """Raise FaceError for a design that is the record of the set there and was changed since."""
    design = plan.design.folder / plan.design.name
    is_record = design.resolve() == (folder / DESIGN).resolve()
    if is_record and design.read_bytes() != texts[DESIGN]:
        raise FaceError(
            f"{folder.name}: its {DESIGN} is the record of the set there; save the changed design "
            "elsewhere"
        )


def _read(path: Path) -> bytes | None:
    """A file's content, None where there is none."""
    return path.read_bytes() if path.exists() else None


def _files_of(manifest: bytes) -> list[str]:
    """The stimuli that a manifest names; nothing else, whatever its rows hold."""
    try:
        rows = list(csv.DictReader(io.StringIO(manifest.decode())))
    except (UnicodeDecodeError, csv.Error):
        return []
    names = (row.get("file") or "" for row in rows)
    # A name with a folder in it would reach out of the set.
    return [name for name in names if Path(name).name == name and Path(name).suffix in _SUFFIXES]


def maker() -> Maker:
    """What makes the pictures, as the manifest tells it."""
    blender = ".".join(map(str, bpy.app.version))
    return Maker(CYCLES, blender, version())


def unfinished_path(folder: Path, suffix: str, process: int | None = None) -> Path:
    """Where a process renders to: a file bears its own name only when it is whole.

    process: its number, this one's unless told.
    """
    number = os.getpid() if process is None else process
    return folder / f"unfinished-{number}{suffix}"


def forget_unfinished(folder: Path, process: int) -> None:
    """Remove what a run left half done; another may be at work in the same folder."""
    for suffix in _SUFFIXES:
        unfinished_path(folder, suffix, process).unlink(missing_ok=True)
