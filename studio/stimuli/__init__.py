"""Stimulus sets rendered into a folder: named pictures and films, and a manifest of them all."""

import csv
import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import bpy
import numpy as np
from mathutils import Matrix

from ...blender.actions import Curve, write_action
from ...blender.extension import version
from ...data.errors import FaceError
from ...data.motion.head_rotation import head_rotation
from ...data.pictures.png import is_whole, without_texts
from ...data.stimuli import (
    DESIGN,
    MANIFEST,
    Design,
    Maker,
    Plan,
    Stimulus,
    SubjectModel,
    is_manifest,
    records,
)
from ...face.objects import new_face
from ...face.paths import channel_path
from ...face.properties import batch_edit
from .. import set_up
from ..film import check_film
from ..render_settings import CYCLES, use_engine, write_film, write_pictures

_UNFINISHED = "unfinished-{}"
"""Name of what a process is rendering: a file bears its own name only when it is whole."""


def begin_set(plan: Plan, folder: Path, replace: bool = False) -> list[Stimulus]:
    """Begin a plan's folder, or go on with it; returns the stimuli that it lacks.

    The manifest is that of the whole plan from the start. replace: remove another set that the
    folder holds. Raises FaceError, also for files that are not of a set and in the way of this one.
    """
    texts = records(plan, maker())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        former = _read(folder / MANIFEST)
        if former != texts[MANIFEST]:
            _make_room(plan, texts, folder, former, replace)
        for name, content in texts.items():
            if former != texts[MANIFEST] or not (folder / name).exists():
                (folder / name).write_bytes(content)
    except OSError as error:
        raise FaceError(f"{folder.name}: cannot be written ({error.strerror})") from error
    return [stimulus for stimulus in plan.stimuli if not (folder / stimulus.file).exists()]


def _make_room(
    plan: Plan, texts: dict[str, bytes], folder: Path, former: bytes | None, replace: bool
) -> None:
    """Remove the set whose manifest is `former`, and nothing else.

    Raises FaceError, with nothing removed, where that is not wanted or other files are in the way.
    """
    is_set = former is not None and is_manifest(former)
    ours = _files_of(former) if is_set else []
    new = [stimulus.file for stimulus in plan.stimuli if stimulus.file not in ours]
    for name in new if is_set else (*texts, *new):
        if (folder / name).exists() and _read(folder / name) != texts.get(name):
            raise FaceError(
                f"{folder.name}: holds {name}, which is not of a stimulus set; choose an empty "
                "folder"
            )
    design = plan.design.folder / plan.design.name
    is_record = is_set and design.resolve() == (folder / DESIGN).resolve()
    if is_record and design.read_bytes() != texts[DESIGN]:
        raise FaceError(
            f"{folder.name}: its {DESIGN} is the record of the set there; save the changed design "
            "elsewhere"
        )
    present = [name for name in ours if (folder / name).exists()]
    if present and not replace:
        raise FaceError(
            f"{folder.name}: holds another set, with {present[0]}; choose an empty folder, or "
            "replace that set"
        )
    for name in present:
        (folder / name).unlink(missing_ok=True)


def make(
    design: Design,
    stimuli: Sequence[Stimulus],
    folder: Path,
    notice: Callable[[], None] = lambda: None,
) -> None:
    """Render stimuli into their folder; `notice` is called after each. Raises FaceError.

    Nothing stays in the open file, and no picture depends on those that were made before it.
    """
    try:
        for subject in dict.fromkeys(stimulus.subject for stimulus in stimuli):
            with _scene_for(design, subject) as (scene, face):
                for stimulus in stimuli:
                    if stimulus.subject is subject:
                        _render(stimulus, scene, face, folder)
                        notice()
    except (FaceError, OSError, RuntimeError) as error:
        raise FaceError(f"{folder.name}: {str(error).strip()}") from error
    finally:
        forget_unfinished(folder, os.getpid())


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _files_of(former: bytes) -> list[str]:
    """The stimuli that a manifest names; nothing else, whatever its rows hold."""
    with suppress(UnicodeDecodeError, csv.Error):
        rows = csv.DictReader(io.StringIO(former.decode()))
        names = [row.get("file") or "" for row in rows]
        return [n for n in names if Path(n).name == n and Path(n).suffix in (".png", ".mp4")]
    return []


def maker() -> Maker:
    blender = ".".join(map(str, bpy.app.version))
    return Maker(CYCLES, blender, version())


def forget_unfinished(folder: Path, process: int) -> None:
    """Remove what a run left half done; another may be at work in the same folder."""
    for suffix in (".png", ".mp4"):
        (folder / f"{_UNFINISHED.format(process)}{suffix}").unlink(missing_ok=True)


@contextmanager
def _scene_for(
    design: Design, subject: SubjectModel
) -> Iterator[tuple[bpy.types.Scene, bpy.types.Object]]:
    """A scene with a face of the model in the studio; it goes with all that it needed."""
    before = {data.session_uid for data in bpy.data.user_map()}
    scene = bpy.data.scenes.new("Stimuli")
    render = scene.render
    try:
        scene.frame_start = scene.frame_end = 1
        render.resolution_x = render.resolution_y = design.size
        render.resolution_percentage = 100
        use_engine(scene, CYCLES, design.samples)
        scene.cycles.seed = design.seed
        for name in dir(render):
            if name.startswith("use_stamp"):  # dates and times, which would be in the files
                setattr(render, name, False)
        with bpy.context.temp_override(scene=scene, view_layer=scene.view_layers[0]):
            face = new_face(bpy.context, subject.model)
            set_up(scene, face)
        yield scene, face
    finally:
        render.use_persistent_data = False  # or the engine keeps hold of what is removed here
        made = [data for data in bpy.data.user_map() if data.session_uid not in before]
        bpy.data.batch_remove(made)


def _render(
    stimulus: Stimulus, scene: bpy.types.Scene, face: bpy.types.Object, folder: Path
) -> None:
    mesh = face.data
    values = stimulus.channels().astype(np.float32)
    path = folder / f"{_UNFINISHED.format(os.getpid())}{Path(stimulus.file).suffix}"
    face.rotation_euler = _rotation(stimulus)
    # Head pose columns stay at 0: they hold what a tracker makes of a turned head, no expression.
    with batch_edit(mesh) as channels:
        channels.foreach_set("value", np.append(values[0], np.zeros(3, np.float32)))
    if film := stimulus.films:
        curves = [Curve(channel_path(i), column) for i, column in enumerate(values.T)]
        write_action(mesh, "Stimulus", {"Stimulus": curves}, 1)
        scene.render.fps, scene.render.fps_base = film.fps, 1
        scene.frame_start, scene.frame_end = 1, len(values)
        write_film(scene, path)
        bpy.ops.render.render(animation=True, scene=scene.name)
        check_film(path, len(values))
        action = mesh.animation_data.action
        mesh.animation_data_clear()
        bpy.data.actions.remove(action)
    else:
        write_pictures(scene, folder)
        scene.render.filepath = str(path)
        bpy.ops.render.render(write_still=True, scene=scene.name)
        content = path.read_bytes()
        if not is_whole(content):
            raise FaceError("could not be written; is the disk full?")
        path.write_bytes(without_texts(content))
    path.replace(folder / stimulus.file)


def _rotation(stimulus: Stimulus) -> tuple[float, float, float]:
    turn = head_rotation(np.radians([stimulus.pose]))[0]
    return Matrix(turn).to_euler()
