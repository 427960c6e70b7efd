"""The whole face as one ordinary mesh beside the face: it plays without the extension."""

from collections.abc import Sequence

import bpy
import numpy as np

from ..blender.actions import Curve, write_action
from ..blender.scene import frame_kept
from ..blender.shape_keys import key_path
from ..data.errors import FaceError
from ..face.copies import keep_modifiers
from ..face.dressed import (
    Fit,
    add_armature,
    can_be_dressed,
    dressed_mesh,
    fit,
    give_shape_keys,
)
from ..face.mesh import problem
from .bones import check_bones, key_bones, pose_bones
from .sampling import sample_weights

_GROUP = "Shape Keys"
"""Title of the group of F-curves."""
_BESIDE = 0.25
"""Meters from the face to its copy, more than a head is wide."""


def make_one_mesh(
    context: bpy.types.Context, face: bpy.types.Object, level: int, has_bones: bool = False
) -> tuple[bpy.types.Object, Fit]:
    """A new object beside a face: all that it wears as one mesh, keyed as the face moves on the
    scene's frames; its fit tells how near it is.

    level: how often each edge of the skin is halved. has_bones: eyes and jaw turn by bones of an
    armature that goes with the object, not by shape keys. Raises FaceError.
    """
    _check(face)
    if has_bones:
        check_bones(face)
    scene = context.scene
    frames = range(scene.frame_start, scene.frame_end + 1)
    shown = range(scene.frame_current, scene.frame_current + 1)
    with frame_kept(scene):
        (now,) = sample_weights(context, [face], shown)
        (take,) = sample_weights(context, [face], frames)
    moves = bool(np.ptp(take, axis=0).max() > 0)
    # A face that stands still keeps the expression that it has now.
    shown_values = take if moves else now
    found = fit(face, shown_values, level, has_gaps=True, has_bones=has_bones)
    copy = face.copy()
    assert copy
    copy.name = f"{face.name} Mesh"
    copy.data = dressed_mesh(copy.name, face, found)
    copy.delta_location.x += _BESIDE * face.scale.x
    keep_modifiers(copy, "ARMATURE")
    for collection in face.users_collection:
        collection.objects.link(copy)
    give_shape_keys(copy, found)
    if moves:
        key_weights(copy, found.names, found.weights, frames.start)
    if has_bones:
        armature = _add_bones(context, copy, found)
        if moves:
            key_bones(armature, found, frames.start)
        else:
            pose_bones(armature, found)
    return copy, found


def _add_bones(context: bpy.types.Context, copy: bpy.types.Object, found: Fit) -> bpy.types.Object:
    """An armature in front of its mesh, where the mesh stands and goes."""
    armature = add_armature(context, copy, found.skeleton)
    armature.parent = copy
    armature.show_in_front = True
    context.scene.collection.objects.unlink(armature)
    for collection in copy.users_collection:
        collection.objects.link(armature)
    return armature


def key_weights(
    obj: bpy.types.Object,
    names: Sequence[str],
    values: np.ndarray,
    first_frame: int,
) -> None:
    """Key shape keys of these names with values (frames, names), one key a frame."""
    curves = []
    for name, column in zip(names, values.T, strict=True):
        curves.append(Curve(key_path(name), column))
    write_action(obj.data.shape_keys, obj.name, {_GROUP: curves}, first_frame)


def _check(face: bpy.types.Object) -> None:
    """Raise FaceError where a face cannot be made one mesh."""
    trouble = "" if face.data.shape_keys else problem(face.data)
    if trouble:
        raise FaceError(f"{face.name}: {trouble}")
    if not can_be_dressed(face):
        raise FaceError(
            f"{face.name}: wears nothing but its landmarks: add parts, or convert it to shape keys"
        )
