"""The room that a face takes: all that it does over the scene's frames, and a head around it."""

from contextlib import ExitStack
from typing import NamedTuple

import bpy
import numpy as np
from mathutils import Vector

from ..blender.points import read_points
from ..blender.scene import scene_kept
from ..data.errors import FaceError
from ..face.attributes import POSITION
from ..face.copies import keep_modifiers, mesh_copies
from .face_vertices import face_vertices, own_directions

# Room for crown and hair, the neck and the ears, in heights of the face: as in a passport picture.
_ABOVE = 0.45
_BELOW = 0.28
_BESIDE = 0.16

_MOST_FRAMES = 240
"""Of a longer take so many are looked at, evenly spread."""
_FEWEST_VERTICES = 3
_STEADY = 0.1
"""Length of the mean of unit directions below which they point all round."""
# Axes of a portrait.
_UP = 1
_LEVEL = [0, 2]
"""Right and out of the face: a camera that circles the face stays in their plane."""


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


def portrait(
    context: bpy.types.Context,
    obj: bpy.types.Object,
    around: bool = False,
) -> Portrait:
    """Look at a face or character over the scene's frames. It stands straight as it does on the
    average of them. around: the box holds the face also while a camera circles it.

    Raises FaceError for what is hidden. The scene stays as it was.
    """
    vertices = face_vertices(obj)
    if len(vertices) < _FEWEST_VERTICES:
        raise FaceError(f"{obj.name}: has nothing to frame; rebuild its mesh, or pick another")
    front, up = own_directions(obj, vertices)
    points, turns = _over_time(context, obj, vertices)
    axes = _axes(turns @ front, turns @ up)
    # From the world's axes to the portrait's.
    points = points @ axes.T
    height = _median_height(points)
    # NaN, as of a scale that overflows, is not above 0 either.
    if not height > 0:
        raise FaceError(f"{obj.name}: is scaled to nothing")
    low = points.min(axis=(0, 1))
    high = points.max(axis=(0, 1))
    if around:
        middle = (axes @ _middle(context, obj))[_LEVEL]
        radius = _radius(points, middle)
        low[_LEVEL] = middle - radius
        high[_LEVEL] = middle + radius
    room_low = np.array((_BESIDE, _BELOW, 0))
    room_high = np.array((_BESIDE, _ABOVE, 0))
    low -= room_low * height
    high += room_high * height
    # Back to the world's axes.
    center = axes.T @ (low + high) / 2
    half = (high - low) / 2
    return Portrait(axes, center, half, height)


def _median_height(points: np.ndarray) -> float:
    """Of the face: an open mouth or a raised hand counts on few frames. points: (frames, n, 3) in a
    portrait's axes.
    """
    heights = np.ptp(points[..., _UP], axis=1)
    return float(np.median(heights))


def _radius(points: np.ndarray, middle: np.ndarray) -> float:
    """Of the pillar around a middle, (2,) right and out, in which all points (frames, n, 3) are."""
    from_middle = points[..., _LEVEL] - middle
    return np.linalg.norm(from_middle, axis=-1).max()


def _axes(fronts: np.ndarray, ups: np.ndarray) -> np.ndarray:
    """(3, 3) of Portrait, from what is front and up on each frame, (frames, 3) and (frames, 3)."""
    front = _mean(fronts)
    up = _mean(ups)
    # What of it is along the front tilts the face, which the camera must not.
    along_front = front * (up @ front)
    up = _unit(up - along_front)
    right = np.cross(up, front)
    return np.array((right, up, front))


def _mean(directions: np.ndarray) -> np.ndarray:
    """(3,) the mean direction of (frames, 3) of any length, of length 1."""
    lengths = np.linalg.norm(directions, axis=1, keepdims=True)
    units = directions / lengths
    mean = units.mean(axis=0)
    # Turned all the way round there is no mean.
    is_steady = np.linalg.norm(mean) > _STEADY
    return _unit(mean if is_steady else units[0])


def _unit(direction: np.ndarray) -> np.ndarray:
    """(3,) of length 1."""
    return direction / np.linalg.norm(direction)


def _over_time(
    context: bpy.types.Context,
    obj: bpy.types.Object,
    vertices: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """(frames, vertices, 3) in the world and (frames, 3, 3) turns and scales of the object.

    vertices: indices (n,) of those that are looked at.
    """
    scene = context.scene
    first = scene.frame_start
    last = scene.frame_end
    count = min(last - first + 1, _MOST_FRAMES)
    frames = np.linspace(first, last, count).round()
    points = np.empty((count, len(vertices), 3), np.float32)
    matrices = np.empty((count, 4, 4))
    with scene_kept(context), mesh_copies(context, [obj]) as (copy,), ExitStack() as shown:
        # What a rig does moves the face; all else would only take time.
        keep_modifiers(copy, "ARMATURE")
        # The copy is enough: the face's own modifiers take most of the time.
        shown.callback(setattr, obj, "hide_viewport", obj.hide_viewport)
        obj.hide_viewport = True
        depsgraph = context.evaluated_depsgraph_get()
        for index, frame in enumerate(frames):
            scene.frame_set(int(frame))
            evaluated = copy.evaluated_get(depsgraph)
            attribute = evaluated.data.attributes[POSITION.name]
            positions = read_points(attribute.data, "vector")
            points[index] = positions[vertices]
            matrices[index] = np.array(evaluated.matrix_world)
    turns = matrices[:, :3, :3]
    places = matrices[:, None, :3, 3]
    return points @ turns.swapaxes(1, 2) + places, turns


def _middle(context: bpy.types.Context, obj: bpy.types.Object) -> np.ndarray:
    """(3,) world position of the middle of all that the object shows now: a head with its skull."""
    depsgraph = context.evaluated_depsgraph_get()
    evaluated = obj.evaluated_get(depsgraph)
    corners = np.array(evaluated.bound_box)
    low = corners.min(axis=0)
    high = corners.max(axis=0)
    middle = (low + high) / 2
    return np.array(evaluated.matrix_world @ Vector(middle))
