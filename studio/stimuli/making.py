"""Stimuli are rendered, each as if it were the only one."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import bpy
import numpy as np
from mathutils import Euler, Matrix

from ...blender.actions import Curve, write_action
from ...data.channels import POSE, names
from ...data.errors import FaceError
from ...data.motion.head_rotation import head_rotation
from ...data.pictures.png import is_whole, without_texts
from ...data.stimuli import Design, Films, Stimulus, SubjectModel
from ...face.objects import new_face
from ...face.paths import channel_path
from ...face.properties import batch_edit
from ..film import check_film
from ..render_settings import CYCLES, use_engine, write_film, write_pictures
from ..staging import set_up
from .folder import forget_unfinished, unfinished_path

_FIRST_FRAME = 1
_NO_HEAD_POSE = np.zeros(len(names(POSE)), np.float32)
"""Head pose columns stay at 0: they hold what a tracker makes of a turned head, no expression."""


class _Sitting(NamedTuple):
    """A face in the studio of a scene of its own."""

    scene: bpy.types.Scene
    face: bpy.types.Object


def make(
    design: Design,
    stimuli: Sequence[Stimulus],
    folder: Path,
    notice: Callable[[], None] = lambda: None,
) -> None:
    """Render stimuli into their folder; `notice` is called after each. Raises FaceError.

    Nothing stays in the open file, and no picture depends on those that were made before it.
    """
    subjects = dict.fromkeys(stimulus.subject for stimulus in stimuli)
    try:
        for subject in subjects:
            with _sitting(design, subject) as sitting:
                for stimulus in stimuli:
                    if stimulus.subject is subject:
                        _render(stimulus, sitting, folder)
                        notice()
    except (FaceError, OSError, RuntimeError) as error:
        raise FaceError(f"{folder.name}: {str(error).strip()}") from error
    finally:
        forget_unfinished(folder, os.getpid())


@contextmanager
def _sitting(design: Design, subject: SubjectModel) -> Iterator[_Sitting]:
    """A scene with a face of the model in the studio; it goes with all that it needed."""
    before = {data.session_uid for data in bpy.data.user_map()}
    scene = bpy.data.scenes.new("Stimuli")
    try:
        _set_render(scene, design)
        with bpy.context.temp_override(scene=scene, view_layer=scene.view_layers[0]):
            face = new_face(bpy.context, subject.model)
            set_up(scene, face)
        yield _Sitting(scene, face)
    finally:
        # Or the engine keeps hold of what is removed here.
        scene.render.use_persistent_data = False
        made = [data for data in bpy.data.user_map() if data.session_uid not in before]
        bpy.data.batch_remove(made)


def _set_render(scene: bpy.types.Scene, design: Design) -> None:
    scene.frame_start = _FIRST_FRAME
    scene.frame_end = _FIRST_FRAME
    render = scene.render
    render.resolution_x = design.size
    render.resolution_y = design.size
    render.resolution_percentage = 100
    use_engine(scene, CYCLES, design.samples)
    scene.cycles.seed = design.seed
    for name in dir(render):
        # Dates and times, which would be in the files.
        if name.startswith("use_stamp"):
            setattr(render, name, False)


def _render(stimulus: Stimulus, sitting: _Sitting, folder: Path) -> None:
    """Render one stimulus; it has its name only when it is whole."""
    path = unfinished_path(folder, Path(stimulus.file).suffix)
    values = stimulus.channels().astype(np.float32)
    sitting.face.rotation_euler = _rotation(stimulus)
    with batch_edit(sitting.face.data) as channels:
        channels.foreach_set("value", np.append(values[0], _NO_HEAD_POSE))
    if stimulus.films:
        _render_film(sitting, values, stimulus.films, path)
    else:
        _render_picture(sitting.scene, path)
    path.replace(folder / stimulus.file)


def _render_film(sitting: _Sitting, values: np.ndarray, films: Films, path: Path) -> None:
    """Render a film of the channels' values (frames, channels)."""
    scene, face = sitting
    curves = []
    for index, column in enumerate(values.T):
        curves.append(Curve(channel_path(index), column))
    write_action(face.data, "Stimulus", {"Stimulus": curves}, _FIRST_FRAME)
    scene.render.fps = films.fps
    scene.render.fps_base = 1
    scene.frame_end = _FIRST_FRAME + len(values) - 1
    write_film(scene, path)
    bpy.ops.render.render(animation=True, scene=scene.name)
    check_film(path, len(values))
    action = face.data.animation_data.action
    face.data.animation_data_clear()
    bpy.data.actions.remove(action)


def _render_picture(scene: bpy.types.Scene, path: Path) -> None:
    """Render a PNG without the texts that Blender writes into it, so that it is reproducible."""
    write_pictures(scene, path.parent)
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True, scene=scene.name)
    content = path.read_bytes()
    if not is_whole(content):
        raise FaceError("could not be written; is the disk full?")
    path.write_bytes(without_texts(content))


def _rotation(stimulus: Stimulus) -> Euler:
    """The head's turn as the object's."""
    turn = head_rotation(np.radians([stimulus.pose]))[0]
    return Matrix(turn.tolist()).to_euler()
