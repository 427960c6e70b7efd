"""Rendering the stimuli of a set: a picture or a film each, the same to the byte each time."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import bpy
import numpy as np
from mathutils import Matrix

from ...blender.actions import Curve, write_action
from ...blender.render import CYCLES, write_no_stamps
from ...data.errors import FaceError
from ...data.motion.head_rotation import head_rotation
from ...data.pictures.png import is_whole, without_texts
from ...data.stimuli import Design, Films, Stimulus, SubjectModel
from ...face.objects import new_face
from ...face.paths import channel_path
from ...face.person_properties import set_person
from ...face.properties import batch_edit
from ..film import check_film
from ..render_settings import release, use_engine, write_film, write_pictures
from ..staging import set_up
from .folder import forget_unfinished, unfinished_path


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
    # Blender would write through a link of that name.
    forget_unfinished(folder, os.getpid())
    try:
        for subject in subjects:
            with _scene_for(design, subject) as (scene, face):
                for stimulus in stimuli:
                    if stimulus.subject is subject:
                        _render(stimulus, scene, face, folder)
                        notice()
    # Blender's own errors in rendering, among them a full disk, are RuntimeErrors.
    except (FaceError, OSError, RuntimeError) as error:
        raise FaceError(f"{folder.name}: {str(error).strip()}") from error
    finally:
        forget_unfinished(folder, os.getpid())


@contextmanager
def _scene_for(
    design: Design,
    subject: SubjectModel,
) -> Iterator[tuple[bpy.types.Scene, bpy.types.Object]]:
    """A scene with a face of the model in the studio; it goes with all that it needed."""
    before = {data.session_uid for data in bpy.data.user_map()}
    scene = bpy.data.scenes.new("Stimuli")
    try:
        _use_design(scene, design)
        layer = scene.view_layers[0]
        with bpy.context.temp_override(scene=scene, view_layer=layer):
            face = new_face(bpy.context, subject.model)
            set_up(scene, face)
        yield scene, face
    finally:
        release(scene)
        made = [data for data in bpy.data.user_map() if data.session_uid not in before]
        bpy.data.batch_remove(made)


def _use_design(scene: bpy.types.Scene, design: Design) -> None:
    """What a design says of all its pictures alike."""
    # The studio frames the mean face over these frames, at rest: heads differ as people's do.
    scene.frame_start = 1
    scene.frame_end = 1
    render = scene.render
    render.resolution_x = design.size
    render.resolution_y = design.size
    render.resolution_percentage = 100
    use_engine(scene, CYCLES, design.samples)
    scene.cycles.seed = design.seed
    write_no_stamps(render)


def _render(
    stimulus: Stimulus,
    scene: bpy.types.Scene,
    face: bpy.types.Object,
    folder: Path,
) -> None:
    path = unfinished_path(folder, Path(stimulus.file).suffix)
    values = stimulus.channels().astype(np.float32)
    radians = np.radians([stimulus.pose])
    turn = head_rotation(radians)[0]
    face.rotation_euler = Matrix(turn).to_euler()
    if stimulus.identity:
        set_person(face.data, stimulus.identity.person)
    with batch_edit(face.data) as channels:
        # The others stay at 0: head pose holds what a tracker makes of a turned head.
        still = np.zeros(len(channels) - values.shape[1], np.float32)
        first_values = np.append(values[0], still)
        channels.foreach_set("value", first_values)
    if stimulus.films:
        _render_film(scene, face.data, values, stimulus.films, path)
    else:
        _render_picture(scene, path)
    path.replace(folder / stimulus.file)


def _render_film(
    scene: bpy.types.Scene,
    mesh: bpy.types.Mesh,
    values: np.ndarray,
    films: Films,
    path: Path,
) -> None:
    """values: (frames, F) of the model's feature columns, which are its first. Raises FaceError."""
    curves = []
    for index, column in enumerate(values.T):
        curves.append(Curve(channel_path(index), column))
    write_action(mesh, "Stimulus", {"Stimulus": curves}, 1)
    scene.render.fps = films.fps
    scene.render.fps_base = 1
    scene.frame_start = 1
    scene.frame_end = len(values)
    write_film(scene, path)
    bpy.ops.render.render(animation=True, scene=scene.name)
    check_film(path, len(values))
    # The next stimulus may be a picture.
    action = mesh.animation_data.action
    mesh.animation_data_clear()
    bpy.data.actions.remove(action)


def _render_picture(scene: bpy.types.Scene, path: Path) -> None:
    """Raises FaceError."""
    write_pictures(scene, path.parent)
    scene.render.filepath = str(path)
    bpy.ops.render.render(write_still=True, scene=scene.name)
    content = path.read_bytes()
    if not is_whole(content):
        raise FaceError("could not be written; is the disk full?")
    # Blender writes the time of the rendering into its texts.
    path.write_bytes(without_texts(content))
