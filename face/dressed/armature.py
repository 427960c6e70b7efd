"""Blender's own bones for a dressed mesh, whose eyes and jaw turn by them."""

import bpy
import numpy as np

from ...data.anatomy.garment import Skeleton

ROOT_BONE = "Head"
"""What no other bone moves goes with it; it stays where it is."""
_LENGTH = 0.02
"""Meters. Bones point up: their axes are then glTF's, and eyes look along z."""
_ROOT_LENGTH = 0.1


def add_armature(
    context: bpy.types.Context,
    obj: bpy.types.Object,
    skeleton: Skeleton,
) -> bpy.types.Object:
    """An armature in the scene for a mesh with a skeleton's vertices, which it moves from now on:
    the active object, without a transform of its own.
    """
    name = f"{obj.name} Bones"
    armature = bpy.data.objects.new(name, bpy.data.armatures.new(name))
    context.scene.collection.objects.link(armature)
    # Bones can be added in Edit Mode alone.
    context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="EDIT")
    _add_bones(armature.data, skeleton)
    bpy.ops.object.mode_set(mode="OBJECT")
    _add_groups(obj, skeleton)
    obj.modifiers.new("Armature", "ARMATURE").object = armature
    return armature


def _add_bones(armature: bpy.types.Armature, skeleton: Skeleton) -> None:
    """A root at the origin, and the skeleton's bones on it."""
    root = armature.edit_bones.new(ROOT_BONE)
    root.tail = (0, 0, _ROOT_LENGTH)
    for name, head in zip(skeleton.names, skeleton.heads, strict=True):
        bone = armature.edit_bones.new(name)
        bone.head = head
        bone.tail = head
        bone.tail.z += _LENGTH
        bone.parent = root


def _add_groups(obj: bpy.types.Object, skeleton: Skeleton) -> None:
    """A group of vertices for each bone, with what goes along with it; together they have 1."""
    left = 1 - skeleton.weights.sum(axis=1)
    shares = np.column_stack((left, skeleton.weights))
    for name, column in zip((ROOT_BONE, *skeleton.names), shares.T, strict=True):
        group = obj.vertex_groups.new(name=name)
        for share in np.unique(column[column > 0]).tolist():
            group.add(np.flatnonzero(column == share).tolist(), share, "REPLACE")
