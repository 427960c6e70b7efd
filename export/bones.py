"""Bones for the copies of faces whose eyes and jaw turn by them, keyed for one export."""

from collections.abc import Sequence
from contextlib import ExitStack

import bpy
import numpy as np
from mathutils import Matrix

from ..blender.actions import Curve, write_action
from ..data.errors import FaceError
from ..face.dressed import Fit, add_armature, can_be_dressed

_DELTAS = ("delta_location", "delta_rotation_euler", "delta_rotation_quaternion", "delta_scale")
"""Properties of an object that move it besides its own place."""


def check_bones(objects: Sequence[bpy.types.Object]) -> None:
    """Raise FaceError for a face that cannot have bones of its own."""
    for obj in objects:
        types = [modifier.type for modifier in obj.modifiers]
        if can_be_dressed(obj) and "ARMATURE" in types:
            raise FaceError(
                f"{obj.name}: has an armature already, and files hold one a mesh: leave eyes and "
                "jaw in the targets, or remove its Armature modifier"
            )


def add_bones(
    context: bpy.types.Context,
    copy: bpy.types.Object,
    found: Fit,
    first_frame: int,
    cleanup: ExitStack,
) -> bpy.types.Object:
    """An armature for a copy that is the mesh of a fit, keyed and selected, until `cleanup`."""
    armature = add_armature(context, copy, found.skeleton)
    cleanup.callback(bpy.data.armatures.remove, armature.data)
    armature.select_set(True)
    _key_bones(armature, found, first_frame)
    cleanup.callback(bpy.data.actions.remove, armature.animation_data.action)
    return armature


def put_in_place(
    armature: bpy.types.Object,
    copy: bpy.types.Object,
    face: bpy.types.Object,
) -> None:
    """Have a copy's armature stand where the face stands on each frame, and the copy in it:
    programs place a mesh by its bones alone.
    """
    copy.animation_data_clear()
    copy.constraints.clear()
    for name in _DELTAS:
        copy.property_unset(name)
    # Last: Blender heeds the others with it.
    copy.matrix_basis = Matrix()
    copy.parent = armature
    copy.matrix_parent_inverse.identity()
    armature.constraints.new("COPY_TRANSFORMS").target = face


def _key_bones(armature: bpy.types.Object, found: Fit, first_frame: int) -> None:
    """Key the bones of a fit as its take moves them, one key a frame."""
    groups = {}
    for number, name in enumerate(found.skeleton.names):
        bone = armature.pose.bones[name]
        bone.rotation_mode = "QUATERNION"
        rest = np.array(bone.bone.matrix_local)
        # In the bone's own axes, as Blender has it.
        moved = np.linalg.inv(rest) @ found.poses[:, number] @ rest
        groups[name] = _bone_curves(bone, moved)
    write_action(armature, armature.name, groups, first_frame)


def _bone_curves(bone: bpy.types.PoseBone, moved: np.ndarray) -> list[Curve]:
    """Curves of how far a bone has moved, (frames, 4, 4) in its own axes."""
    rotations = np.array([Matrix(matrix).to_quaternion() for matrix in moved])
    # Eyes and jaw never turn so far that a quaternion would have to change its sign.
    curves = []
    for place in ("location", "rotation_quaternion"):
        values = moved[:, :3, 3] if place == "location" else rotations
        path = bone.path_from_id(place)
        for index, column in enumerate(values.T):
            curves.append(Curve(path, column, index))
    return curves
