"""The room that a face takes: all that it does over the scene's frames, and a head around it."""

from contextlib import ExitStack
from typing import NamedTuple

import bpy
import numpy as np
from mathutils import Vector

from ..characters.links import links_of
from ..characters.objects import key_names
from ..data.errors import FaceError, MappingError
from ..face.copies import keep_modifiers, mesh_copies, scene_kept
from ..face.properties import is_face

_ABOVE, _BELOW, _BESIDE = 0.33, 0.28, 0.16
"""Room for the crown, the neck and the ears, in heights of the face: as in a passport picture."""
_MOST_FRAMES = 240
"""Of a longer take so many are looked at, evenly spread."""
_MOVED = 0.1
"""A vertex of a character is of its face where a key moves it by this share of the furthest."""


class Portrait(NamedTuple):
    """A box around a face in motion. Its axes are right and up, as a camera before the face sees
    them, and out of the face toward that camera.

    axes: (3, 3) world directions, one a row. center: (3,) world. half: (3,) half of its extent
    along each axis. height: of the face itself. In Blender units.
    """

    axes: np.ndarray
    center: np.ndarray
    half: np.ndarray
    height: float


def portrait(context: bpy.types.Context, obj: bpy.types.Object, around: bool = False) -> Portrait:
    """Look at a face or character over the scene's frames. It stands straight as it does on the
    average of them. around: the box holds the face also while a camera circles it.

    Raises FaceError for what is hidden. The scene stays as it was.
    """
    vertices = _face_vertices(obj)
    if len(vertices) < 3:
        raise FaceError(f"{obj.name}: has nothing to frame; rebuild its mesh, or pick another")
    front, up = _directions(obj, vertices)
    points, matrices = _over_time(context, obj, vertices)
    axes = _axes(matrices @ front, matrices @ up)
    points = points @ axes.T
    height = float(np.median(np.ptp(points[..., 1], axis=1)))
    if not height > 0:
        raise FaceError(f"{obj.name}: is scaled to nothing")
    low, high = points.min(axis=(0, 1)), points.max(axis=(0, 1))
    if around:
        middle = (axes @ _middle(context, obj))[[0, 2]]
        radius = np.linalg.norm(points[..., [0, 2]] - middle, axis=-1).max()
        low[[0, 2]], high[[0, 2]] = middle - radius, middle + radius
    low -= np.array((_BESIDE, _BELOW, 0)) * height
    high += np.array((_BESIDE, _ABOVE, 0)) * height
    return Portrait(axes, axes.T @ (low + high) / 2, (high - low) / 2, height)


def _face_vertices(obj: bpy.types.Object) -> np.ndarray:
    """Indices of a face's landmarks, or of what the shape keys of a character's face move."""
    mesh = obj.data
    if is_face(obj):
        return np.arange(len(mesh.vertices))
    try:
        keys = {link.target for link in links_of(mesh)}
    except MappingError:
        keys = set(key_names(mesh))
    blocks = mesh.shape_keys.key_blocks
    points = np.empty((2, 3 * len(mesh.vertices)), np.float32)
    moved = np.zeros(len(mesh.vertices), np.float32)
    for name in keys.intersection(blocks.keys()):
        blocks[name].data.foreach_get("co", points[0])
        blocks[name].relative_key.data.foreach_get("co", points[1])
        shape = (points[0] - points[1]).reshape(-1, 3)
        moved = np.maximum(moved, np.linalg.norm(shape, axis=1))
    return np.flatnonzero(moved >= _MOVED * moved.max())


def _directions(obj: bpy.types.Object, vertices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Out of the face and up, each one of the object's own axes."""
    if is_face(obj):
        return np.array((0, -1, 0)), np.array((0, 0, 1))
    normals = np.empty(3 * len(obj.data.vertices), np.float32)
    obj.data.vertex_normals.foreach_get("vector", normals)
    front = _nearest_axis(normals.reshape(-1, 3)[vertices].mean(axis=0))
    up = np.array(obj.matrix_world.to_3x3().transposed() @ Vector((0, 0, 1)))
    return front, _nearest_axis(np.where(front, 0, up))


def _nearest_axis(direction: np.ndarray) -> np.ndarray:
    axis = np.zeros(3)
    longest = np.abs(direction).argmax()
    axis[longest] = np.sign(direction[longest]) or 1
    return axis


def _axes(fronts: np.ndarray, ups: np.ndarray) -> np.ndarray:
    """(3, 3) of Portrait, from what is front and up on each frame."""
    front = _mean(fronts)
    up = _mean(ups)
    up = _unit(up - front * (up @ front))
    return np.array((np.cross(up, front), up, front))


def _mean(directions: np.ndarray) -> np.ndarray:
    units = directions / np.linalg.norm(directions, axis=1, keepdims=True)
    mean = units.mean(axis=0)
    # Turned all the way round there is no mean.
    return _unit(mean if np.linalg.norm(mean) > 0.1 else units[0])


def _unit(direction: np.ndarray) -> np.ndarray:
    return direction / np.linalg.norm(direction)


def _over_time(
    context: bpy.types.Context, obj: bpy.types.Object, vertices: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(frames, vertices, 3) in the world and (frames, 3, 3) turns and scales of the object."""
    scene = context.scene
    first, last = scene.frame_start, scene.frame_end
    count = min(last - first + 1, _MOST_FRAMES)
    points = np.empty((count, len(vertices), 3), np.float32)
    matrices = np.empty((count, 4, 4))
    flat = np.empty(3 * len(obj.data.vertices), np.float32)
    with scene_kept(context), mesh_copies(context, [obj]) as (copy,), ExitStack() as shown:
        keep_modifiers(copy, "ARMATURE")
        # The copy is enough: the face's own modifiers take most of the time.
        shown.callback(setattr, obj, "hide_viewport", obj.hide_viewport)
        obj.hide_viewport = True
        depsgraph = context.evaluated_depsgraph_get()
        for index, frame in enumerate(np.linspace(first, last, count).round()):
            scene.frame_set(int(frame))
            evaluated = copy.evaluated_get(depsgraph)
            evaluated.data.attributes["position"].data.foreach_get("vector", flat)
            points[index] = flat.reshape(-1, 3)[vertices]
            matrices[index] = np.array(evaluated.matrix_world)
    turns = matrices[:, :3, :3]
    return points @ turns.swapaxes(1, 2) + matrices[:, None, :3, 3], turns


def _middle(context: bpy.types.Context, obj: bpy.types.Object) -> np.ndarray:
    """World position of the middle of all that the object shows now: a head with its skull."""
    evaluated = obj.evaluated_get(context.evaluated_depsgraph_get())
    corners = np.array(evaluated.bound_box)
    return np.array(
        evaluated.matrix_world @ Vector((corners.min(axis=0) + corners.max(axis=0)) / 2)
    )
