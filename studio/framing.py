"""The room that a face takes: all that it does over the scene's frames, and a head around it."""

from contextlib import ExitStack
from typing import NamedTuple

import bpy
import numpy as np
from mathutils import Vector

from ..blender.scene import scene_kept
from ..characters.links import key_names, links_of
from ..data.errors import FaceError, MappingError
from ..face.attributes import POSITION
from ..face.copies import keep_modifiers, mesh_copies
from ..face.properties import is_face

# Room for the crown, the neck and the ears, in heights of the face: as in a passport picture.
_ABOVE = 0.33
_BELOW = 0.28
_BESIDE = 0.16

_MOST_FRAMES = 240
"""Of a longer take so many are looked at, evenly spread."""

_MOVED_SHARE = 0.1
"""A vertex of a character is of its face where a key moves it by this share of the furthest."""

_LEAST_MEAN = 0.1
"""Length below which the mean of unit directions says nothing: they point all round."""

_ACROSS_AND_DEPTH = [0, 2]
"""The axes of a portrait in which a camera that circles the face moves."""


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


class _Motion(NamedTuple):
    """A face over the scene's frames, in the world.

    points: (frames, vertices, 3) Blender units. turns: (frames, 3, 3) turns and scales of the
    object.
    """

    points: np.ndarray
    turns: np.ndarray


def portrait(context: bpy.types.Context, obj: bpy.types.Object, around: bool = False) -> Portrait:
    """Look at a face or character over the scene's frames. It stands straight as it does on the
    average of them. around: the box holds the face also while a camera circles it.

    Raises FaceError for what is hidden. The scene stays as it was.
    """
    vertices = _face_vertices(obj)
    if len(vertices) < 3:
        raise FaceError(f"{obj.name}: has nothing to frame; rebuild its mesh, or pick another")
    front, up = _directions(obj, vertices)
    motion = _over_time(context, obj, vertices)
    axes = _axes(motion.turns @ front, motion.turns @ up)
    points = motion.points @ axes.T
    height_on_each_frame = np.ptp(points[..., 1], axis=1)
    height = float(np.median(height_on_each_frame))
    if not height > 0:
        raise FaceError(f"{obj.name}: is scaled to nothing")
    low = points.min(axis=(0, 1))
    high = points.max(axis=(0, 1))
    if around:
        middle = (axes @ _middle(context, obj))[_ACROSS_AND_DEPTH]
        from_middle = points[..., _ACROSS_AND_DEPTH] - middle
        radius = np.linalg.norm(from_middle, axis=-1).max()
        low[_ACROSS_AND_DEPTH] = middle - radius
        high[_ACROSS_AND_DEPTH] = middle + radius
    low -= np.array((_BESIDE, _BELOW, 0)) * height
    high += np.array((_BESIDE, _ABOVE, 0)) * height
    center = axes.T @ (low + high) / 2
    return Portrait(axes, center, (high - low) / 2, height)


def _face_vertices(obj: bpy.types.Object) -> np.ndarray:
    """(n,) indices of a face's landmarks, or of what a character's shape keys move."""
    mesh = obj.data
    if is_face(obj):
        return np.arange(len(mesh.vertices))
    moved = _furthest_moves(mesh, _keys_of_face(mesh))
    return np.flatnonzero(moved >= _MOVED_SHARE * moved.max())


def _keys_of_face(mesh: bpy.types.Mesh) -> set[str]:
    """The shape keys that channels drive; all of them where the rig is not known yet."""
    try:
        return {link.target for link in links_of(mesh)}
    except MappingError:
        return set(key_names(mesh))


def _furthest_moves(mesh: bpy.types.Mesh, keys: set[str]) -> np.ndarray:
    """(vertices,) how far each vertex is moved by that key which moves it most, Blender units."""
    blocks = mesh.shape_keys.key_blocks
    shape = np.empty(3 * len(mesh.vertices), np.float32)
    base = np.empty_like(shape)
    furthest = np.zeros(len(mesh.vertices), np.float32)
    for name in keys.intersection(blocks.keys()):
        blocks[name].data.foreach_get("co", shape)
        blocks[name].relative_key.data.foreach_get("co", base)
        displacements = (shape - base).reshape(-1, 3)
        furthest = np.maximum(furthest, np.linalg.norm(displacements, axis=1))
    return furthest


def _directions(obj: bpy.types.Object, vertices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Out of the face and up, (3,) each: unit vectors along the object's own axes.

    vertices: (n,) indices of the face's.
    """
    if is_face(obj):
        return np.array((0, -1, 0)), np.array((0, 0, 1))
    normals = np.empty(3 * len(obj.data.vertices), np.float32)
    obj.data.vertex_normals.foreach_get("vector", normals)
    mean_normal = normals.reshape(-1, 3)[vertices].mean(axis=0)
    front = _nearest_axis(mean_normal)
    world_up = np.array(obj.matrix_world.to_3x3().transposed() @ Vector((0, 0, 1)))
    # Up is another axis than front, also of a face that lies on its back.
    up = _nearest_axis(np.where(front, 0, world_up))
    return front, up


def _nearest_axis(direction: np.ndarray) -> np.ndarray:
    """(3,) the unit vector along an axis that is nearest to a direction (3,)."""
    axis = np.zeros(3)
    longest = np.abs(direction).argmax()
    axis[longest] = np.sign(direction[longest]) or 1
    return axis


def _axes(fronts: np.ndarray, ups: np.ndarray) -> np.ndarray:
    """(3, 3) of Portrait, from what is front and up on each frame, (frames, 3) each."""
    front = _mean_direction(fronts)
    up = _mean_direction(ups)
    upright = _unit(up - front * (up @ front))
    right = np.cross(upright, front)
    return np.array((right, upright, front))


def _mean_direction(directions: np.ndarray) -> np.ndarray:
    """(3,) the mean direction of (frames, 3); the first where they point all round."""
    units = directions / np.linalg.norm(directions, axis=1, keepdims=True)
    mean = units.mean(axis=0)
    if np.linalg.norm(mean) <= _LEAST_MEAN:
        mean = units[0]
    return _unit(mean)


def _unit(direction: np.ndarray) -> np.ndarray:
    """(3,) the direction at length 1."""
    return direction / np.linalg.norm(direction)


def _over_time(context: bpy.types.Context, obj: bpy.types.Object, vertices: np.ndarray) -> _Motion:
    """Look at those vertices (n,) of an object on the scene's frames, or on a selection of them."""
    scene = context.scene
    frame_count = min(scene.frame_end - scene.frame_start + 1, _MOST_FRAMES)
    frames = np.linspace(scene.frame_start, scene.frame_end, frame_count).round()
    own_points = np.empty((frame_count, len(vertices), 3), np.float32)
    matrices = np.empty((frame_count, 4, 4))
    flat = np.empty(3 * len(obj.data.vertices), np.float32)
    with scene_kept(context), mesh_copies(context, [obj]) as (copy,), ExitStack() as cleanup:
        keep_modifiers(copy, "ARMATURE")
        # The copy is enough: the face's own modifiers take most of the time.
        cleanup.callback(setattr, obj, "hide_viewport", obj.hide_viewport)
        obj.hide_viewport = True
        depsgraph = context.evaluated_depsgraph_get()
        for index, frame in enumerate(frames):
            scene.frame_set(int(frame))
            evaluated = copy.evaluated_get(depsgraph)
            evaluated.data.attributes[POSITION.name].data.foreach_get("vector", flat)
            own_points[index] = flat.reshape(-1, 3)[vertices]
            matrices[index] = np.array(evaluated.matrix_world)
    turns = matrices[:, :3, :3]
    places = matrices[:, None, :3, 3]
    points = own_points @ turns.swapaxes(1, 2) + places
    return _Motion(points, turns)


def _middle(context: bpy.types.Context, obj: bpy.types.Object) -> np.ndarray:
    """(3,) world position of the middle of all that the object shows now, a skull included."""
    evaluated = obj.evaluated_get(context.evaluated_depsgraph_get())
    corners = np.array(evaluated.bound_box)
    own_middle = (corners.min(axis=0) + corners.max(axis=0)) / 2
    return np.array(evaluated.matrix_world @ Vector(own_middle))
