"""Bones that turn the eyes and the jaw of a face's mesh: posed, and keyed as its take moves."""

from collections.abc import Iterator

import bpy
import numpy as np
from mathutils import Matrix

from ..blender.actions import Curve, write_action
from ..data.errors import FaceError
from ..face.dressed import Fit, can_be_dressed


def check_bones(face: bpy.types.Object) -> None:
    """Raise FaceError for a face that cannot have bones of its own."""
    types = [modifier.type for modifier in face.modifiers]
    if can_be_dressed(face) and "ARMATURE" in types:
        raise FaceError(
            f"{face.name}: has an armature already, and its mesh can have one alone: leave eyes "
            "and jaw in the targets, or remove its Armature modifier"
        )


def key_bones(armature: bpy.types.Object, found: Fit, first_frame: int) -> None:
    """Key the bones of a fit as its take moves them, one key a frame."""
    groups = {}
    for bone, moved in _moved_bones(armature, found):
        groups[bone.name] = _bone_curves(bone, moved)
    write_action(armature, armature.name, groups, first_frame)


def pose_bones(armature: bpy.types.Object, found: Fit) -> None:
    """Turn the bones as the first frame of a fit has them, without keys."""
    for bone, moved in _moved_bones(armature, found):
        bone.matrix_basis = Matrix(moved[0])


def _moved_bones(
    armature: bpy.types.Object, found: Fit
) -> Iterator[tuple[bpy.types.PoseBone, np.ndarray]]:
    """Each bone with how far it has moved, (frames, 4, 4) in its own axes, as Blender has it."""
    for number, name in enumerate(found.skeleton.names):
        bone = armature.pose.bones[name]
        bone.rotation_mode = "QUATERNION"
        rest = np.array(bone.bone.matrix_local)
        yield bone, np.linalg.inv(rest) @ found.poses[:, number] @ rest


def _bone_curves(bone: bpy.types.PoseBone, moved: np.ndarray) -> list[Curve]:
    """moved: (frames, 4, 4)."""
    rotations = np.array([Matrix(matrix).to_quaternion() for matrix in moved])
    # Eyes and jaw never turn so far that a quaternion would have to change its sign.
    curves = []
    for place in ("location", "rotation_quaternion"):
        values = moved[:, :3, 3] if place == "location" else rotations
        path = bone.path_from_id(place)
        for index, column in enumerate(values.T):
            curves.append(Curve(path, column, index))
    return curves
