"""The folder of a stimulus set: what it lacks, what it holds of another set, what is unfinished.

Nothing in it is removed but files that a manifest names.
"""

import csv
import io
import os
from contextlib import suppress
from pathlib import Path

from ...blender.extension import version
from ...blender.process import blender_version
from ...blender.render import CYCLES
from ...data.errors import FaceError
from ...data.stimuli import DESIGN, MANIFEST, Maker, Plan, Stimulus, is_manifest, records
from ...data.whole_files import write_whole

_SUFFIXES = (".png", ".mp4")
"""Of pictures and films."""


def begin_set(plan: Plan, folder: Path, replace: bool = False) -> list[Stimulus]:
    """Begin a plan's folder, or go on with it; returns the stimuli that it lacks.

    The manifest is that of the whole plan from the start. replace: remove another set that the
    folder holds. Raises FaceError, also for files that are not of a set and in the way of this one.
    """
    maker = Maker(CYCLES, blender_version(), version())
    texts = records(plan, maker)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        former = _read(folder / MANIFEST)
        is_same_set = former == texts[MANIFEST]
        if not is_same_set:
            _make_room(plan, texts, folder, former, replace)
        for name, content in texts.items():
            path = folder / name
            _read(path)
            # Of the same set the user may have commented the design.
            if not is_same_set or not path.exists():
                write_whole(path, content)
    except OSError as error:
        raise FaceError(f"{folder.name}: cannot be written ({error.strerror})") from error
    missing = []
    for stimulus in plan.stimuli:
        path = folder / stimulus.file
        if not path.exists():
            missing.append(stimulus)
    return missing


def _make_room(
    plan: Plan,
    texts: dict[str, bytes],
    folder: Path,
    former: bytes | None,
    replace: bool,
) -> None:
    """Remove the set whose manifest is `former`, and nothing else.

    texts: name -> content of the new set's design and manifest.
    Raises FaceError, with nothing removed, where that is not wanted or other files are in the way.
    """
    wanted = [stimulus.file for stimulus in plan.stimuli]
    if former is None or not is_manifest(former):
        # A design or manifest there is not of a set either.
        _refuse_others([*texts, *wanted], texts, folder)
        return
    old = _files_of(former)
    new = [name for name in wanted if name not in old]
    _refuse_others(new, texts, folder)
    _refuse_changed_record(plan, texts, folder)
    present = [name for name in old if (folder / name).exists()]
    if present and not replace:
        raise FaceError(
            f"{folder.name}: holds another set, with {present[0]}; choose an empty folder, or "
            "replace that set"
        )
    for name in present:
        (folder / name).unlink(missing_ok=True)


def _refuse_others(
    names: list[str],
    texts: dict[str, bytes],
    folder: Path,
) -> None:
    """Raise FaceError where a file of these names is not what the set would write itself."""
    for name in names:
        content = _read(folder / name)
        if content is not None and content != texts.get(name):
            raise FaceError(
                f"{folder.name}: holds {name}, which is not of a stimulus set; choose an empty "
                "folder"
            )


def _refuse_changed_record(
    plan: Plan,
    texts: dict[str, bytes],
    folder: Path,
) -> None:
    """Raise FaceError where the design is the record of the set in this folder, and was changed
    there: writing the new record would replace what the user wrote.
    """
    design = plan.design.folder / plan.design.name
    is_record = design.resolve() == (folder / DESIGN).resolve()
    if is_record and design.read_bytes() != texts[DESIGN]:
        raise FaceError(
            f"{folder.name}: its {DESIGN} is the record of the set there; save the changed design "
            "elsewhere"
        )


def _read(path: Path) -> bytes | None:
    """The content of what is in the folder, None where nothing is. Raises FaceError for a link,
    through which a file outside of the folder would be read and written.
    """
    if path.is_symlink():
        raise FaceError(
            f"{path.parent.name}: {path.name} is a link to another place; choose an empty folder"
        )
    return path.read_bytes() if path.exists() else None


def _files_of(manifest: bytes) -> list[str]:
    """The stimuli that a manifest names; nothing else, whatever its rows hold."""
    names = []
    # Anyone may have edited it: what cannot be read names no file.
    with suppress(UnicodeDecodeError, csv.Error):
        lines = io.StringIO(manifest.decode())
        for row in csv.DictReader(lines):
            name = row.get("file") or ""
            path = Path(name)
            # A path such as ../thesis.png would be outside the folder.
            is_in_folder = path.name == name
            if is_in_folder and path.suffix in _SUFFIXES:
                names.append(name)
        return names
    return []


def unfinished_path(folder: Path, suffix: str) -> Path:
    """Where this process renders: a file bears its own name only when it is whole."""
    return _unfinished(folder, os.getpid(), suffix)


def forget_unfinished(folder: Path, process: int) -> None:
    """Remove what a run left half done; another may be at work in the same folder.

    process: the number by which the system knows the run.
    """
    for suffix in _SUFFIXES:
        _unfinished(folder, process, suffix).unlink(missing_ok=True)


def _unfinished(folder: Path, process: int, suffix: str) -> Path:
    return folder / f"unfinished-{process}{suffix}"
