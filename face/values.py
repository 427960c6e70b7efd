"""What a face shows, live or converted: all its channels' values, read and set."""

from collections.abc import Mapping

import bpy
import numpy as np

from ..blender.editing import why_linked
from ..data.errors import FaceError
from .mesh import MEND, problem
from .properties import batch_edit, columns_of, is_converted


def values_of(mesh: bpy.types.Mesh) -> dict[str, float]:
    """Channel -> value, in the order of the model's columns."""
    if is_converted(mesh):
        blocks = mesh.shape_keys.key_blocks
        return {name: blocks[name].value for name in columns_of(mesh)}
    return {channel.name: channel.value for channel in mesh.blendshape_face.channels}


def set_values(mesh: bpy.types.Mesh, values: Mapping[str, float]) -> None:
    """Set channels; those that are not named, or that the face lacks, stay as they are."""
    if is_converted(mesh):
        blocks = mesh.shape_keys.key_blocks
        for name in columns_of(mesh):
            if name in values:
                blocks[name].value = values[name]
        return
    with batch_edit(mesh) as channels:
        # All at once: each value set by itself would move the mesh.
        all_values = np.empty(len(channels), np.float32)
        channels.foreach_get("value", all_values)
        for index, channel in enumerate(channels):
            all_values[index] = values.get(channel.name, all_values[index])
        channels.foreach_set("value", all_values)


def why_still(mesh: bpy.types.Mesh) -> str:
    """Why setting values would move nothing, or not for long, with the remedy; empty where it
    moves the face.
    """
    if is_converted(mesh):
        # An ordinary mesh, which its user may change; also an override, of which Blender keeps
        # the values of shape keys.
        return why_linked(mesh, mesh.shape_keys, remedy=MEND)
    return problem(mesh)


def check_movable(obj: bpy.types.Object) -> None:
    """Raise FaceError where setting values would move nothing."""
    if trouble := why_still(obj.data):
        raise FaceError(f"{obj.name}: {trouble}")
