"""What of an object is its face, and where that looks: for framing a character without its body."""

import bpy
import numpy as np
from mathutils import Vector

from ..blender.points import read_points
from ..characters.links import links_of
from ..characters.objects import key_names
from ..data.errors import MappingError
from ..face.properties import is_face

_MOVED = 0.1
"""By this share of the furthest a shape key has to move a vertex that is of a character's face."""


def face_vertices(obj: bpy.types.Object) -> np.ndarray:
    """Indices (n,) of a face's landmarks, or of what the shape keys of a character's face move."""
    mesh = obj.data
    if is_face(obj):
        return np.arange(len(mesh.vertices))
    moved = _moved_by_keys(mesh)
    least = _MOVED * moved.max()
    return np.flatnonzero(moved >= least)


def _moved_by_keys(mesh: bpy.types.Mesh) -> np.ndarray:
    """(vertices,) how far each is moved at most by a shape key that moves the face."""
    try:
        names = {link.target for link in links_of(mesh)}
    except MappingError:
        # A character that follows no known rig may have shape keys of other kinds as well.
        names = set(key_names(mesh))
    blocks = mesh.shape_keys.key_blocks
    moved = np.zeros(len(mesh.vertices), np.float32)
    for name in names.intersection(blocks.keys()):
        block = blocks[name]
        shape = read_points(block.data)
        relative = read_points(block.relative_key.data)
        distances = np.linalg.norm(shape - relative, axis=1)
        moved = np.maximum(moved, distances)
    return moved


def own_directions(
    obj: bpy.types.Object,
    vertices: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Out of the face and up, each one of the object's own axes, (3,) and (3,).

    vertices: indices (n,) of those of the face.
    """
    if is_face(obj):
        front = np.array((0, -1, 0))
        up = np.array((0, 0, 1))
        return front, up
    normals = read_points(obj.data.vertex_normals, "vector")
    # The normals of a face point forward on the average.
    front = _nearest_axis(normals[vertices].mean(axis=0))
    # What is up in the world, by the object's own axes.
    to_own_axes = obj.matrix_world.to_3x3().transposed()
    up = np.array(to_own_axes @ Vector((0, 0, 1)))
    # Along the front axis there is no up, however the object lies.
    up_but_front = np.where(front, 0, up)
    return front, _nearest_axis(up_but_front)


def _nearest_axis(direction: np.ndarray) -> np.ndarray:
    """(3,) the axis, or its opposite, that a direction (3,) follows most: (0.2, -0.9, 0) is nearest
    to (0, -1, 0).
    """
    longest = np.abs(direction).argmax()
    axis = np.zeros(3)
    axis[longest] = np.sign(direction[longest]) or 1
    return axis
