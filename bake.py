"""A take becomes keyframes on a face."""

from collections.abc import Sequence
from pathlib import Path

import bpy
import numpy as np
from mathutils import Matrix

from .animation import Curve, channel_path, fcurves, write_action
from .data.channels import CHANNELS, POSE, REGIONS, names
from .data.errors import FaceError, TakeError
from .data.pose import head_rotation
from .data.signal import resample
from .data.takes import DEFAULT_FPS, Take, read_take
from .face_mesh import problem
from .faces import active_face, default_model, new_face
from .properties import columns_of

_HEAD_GROUP = "Head"


def scene_fps(scene: bpy.types.Scene) -> float:
    return scene.render.fps / scene.render.fps_base


def import_take(
    context: bpy.types.Context,
    path: str | Path,
    fps: float = DEFAULT_FPS,
    turn_object: bool = False,
) -> str:
    """Read a recording and key the active face with it, or a new one where none is active.

    Returns one line on what was done. Raises FaceError before anything changes.
    """
    take = read_take(path, fps)
    face = active_face(context)
    if face is None:
        model = default_model()
        _check(take, model.columns, model.name)
        face = new_face(context, model)
    return key_take(face, take, context.scene, turn_object)


def key_take(
    obj: bpy.types.Object, take: Take, scene: bpy.types.Scene, turn_object: bool = False
) -> str:
    """Key a face's channels with a take, from the current frame on; the scene's end grows to fit.

    turn_object: key the head pose on the object's rotation as well, on top of how it stands now.
    Returns one line on what was done. Raises FaceError or TakeError before anything changes.
    """
    mesh = obj.data
    if trouble := problem(mesh):
        raise FaceError(f"{obj.name}: {trouble}")
    columns = columns_of(mesh)
    _check(take, columns, mesh.blendshape_face.model.name)
    samples = _by_column(take, columns)
    fps = scene_fps(scene)
    frames = resample(take.times, np.stack(list(samples.values()), axis=1), fps)
    groups: dict[str, list[Curve]] = {}
    for name, values in zip(samples, frames.T, strict=True):
        title = REGIONS[CHANNELS[name].region]
        groups.setdefault(title, []).append(Curve(channel_path(columns.index(name)), values))
    start = scene.frame_current
    former = mesh.animation_data.action if mesh.animation_data else None
    if turn_object and take.head is not None:
        _key_rotation(obj, resample(take.times, take.head, fps), take.source.stem, start)
    write_action(mesh, take.source.stem, groups, start)
    end = start + len(frames) - 1
    scene.frame_end = max(scene.frame_end, end)
    report = f"{take.summary(columns)}; keyed frames {start} to {end}"
    if turn_object and take.head is None:
        report += "; no head pose in the file"
    if former:
        report += f"; the former action {former.name!r} stays in the file"
    return report


def _check(take: Take, columns: Sequence[str], model_name: str) -> None:
    if not _by_column(take, columns):
        raise TakeError(
            f"{take.source.name}: holds none of the channels of {model_name}; load a model for "
            "blendshapes, action units or emotions as the recording has them"
        )


def _by_column(take: Take, columns: Sequence[str]) -> dict[str, np.ndarray]:
    """Column of the model -> its samples, for the columns that the take has any of."""
    samples = {
        name: take.values[:, take.names.index(name)] for name in columns if name in take.names
    }
    samples = {name: values for name, values in samples.items() if not np.isnan(values).all()}
    if samples and take.head is not None:
        samples |= dict(zip(names(POSE), take.head.T, strict=True))
    return samples


def _key_rotation(obj: bpy.types.Object, head: np.ndarray, name: str, start: int) -> None:
    path, convert = _rotation_property(obj)
    base = obj.matrix_basis.to_3x3().normalized()
    if any(fcurve.data_path == path for fcurve in fcurves(obj)):
        # It turns with the head already: start from how it stands without the present head pose.
        shown = [obj.data.blendshape_face.channels[angle].value for angle in names(POSE)]
        base = base @ Matrix(head_rotation(np.array([shown]))[0]).inverted()
    values, previous = [], None
    for rotation in head_rotation(head):
        previous = convert(base @ Matrix(rotation), previous)
        values.append(tuple(previous))
    curves = [
        Curve(path, np.array(axis), index) for index, axis in enumerate(zip(*values, strict=True))
    ]
    former = obj.animation_data.action if obj.animation_data else None
    write_action(obj, f"{name} head", {_HEAD_GROUP: curves}, start, base=former)


def _rotation_property(obj: bpy.types.Object):
    """The data path that the rotation mode uses, and the conversion of a matrix to its values,
    each continuous with the one before.
    """
    if obj.rotation_mode == "QUATERNION":

        def to_quaternion(matrix, previous):
            quaternion = matrix.to_quaternion()
            if previous is not None:
                quaternion.make_compatible(previous)
            return quaternion

        return "rotation_quaternion", to_quaternion
    if obj.rotation_mode == "AXIS_ANGLE":

        def to_axis_angle(matrix, _previous):
            axis, angle = matrix.to_quaternion().to_axis_angle()
            return (angle, *axis)

        return "rotation_axis_angle", to_axis_angle

    def to_euler(matrix, previous):
        return matrix.to_euler(obj.rotation_mode, *([previous] if previous else []))

    return "rotation_euler", to_euler
