"""How large an Alembic will be."""

from collections.abc import Sequence

import bpy

_VECTOR = 12
"""Bytes of a place or a normal."""
_FIRST = 24
"""Bytes of a corner in the first frame alone: its vertex, its UVs, where its polygon ends."""
_HEAD = 1_024
"""Bytes of an object in each frame, beside its arrays."""
_FILE = 1_000_000
"""Bytes of the file beside its frames."""


def alembic_size(
    context: bpy.types.Context,
    objects: Sequence[bpy.types.Object],
    frames: int,
) -> int:
    """The most bytes that so many frames of objects take, each vertex moving in each frame.

    Blender writes a place for each vertex, and a normal for each corner of a polygon.
    """
    depsgraph = context.evaluated_depsgraph_get()
    size = _FILE
    for obj in objects:
        mesh = obj.evaluated_get(depsgraph).data
        corners = len(mesh.loops)
        moving = _VECTOR * (len(mesh.vertices) + corners)
        size += _FIRST * corners + frames * (moving + _HEAD)
    return size
