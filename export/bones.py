"""Bones for the copies of faces whose eyes and jaw turn by them, keyed for one export."""

from contextlib import ExitStack

import bpy
from mathutils import Matrix

from ..animation.bones import key_bones
from ..face.dressed import Fit, add_armature

_DELTAS = ("delta_location", "delta_rotation_euler", "delta_rotation_quaternion", "delta_scale")
"""Properties of an object that move it besides its own place."""


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
    key_bones(armature, found, first_frame)
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
