"""The eyeballs themselves: an object that holds both, and its vertices put into their sockets.

Lengths are those of ICT-FaceKit's eyes, in meters; every model is scaled to its face.
"""

import bpy
import numpy as np

from ...blender.attributes import store
from ...blender.geometry_nodes import GeometryTree
from ...blender.nodes import Input, Socket
from ..attributes import ADDED, EYE, IS_LEFT
from .gaze import Eye, choose_eye

BALL_RADIUS = 0.0151
IRIS_RADIUS = 0.0059
CORNEA_RADIUS = 0.0082
CORNEA_OFFSET = 0.0082
"""The cornea is a smaller ball whose center lies in front of the eye's."""

_OBJECT = "Face Eyeballs"
_RINGS = 24
_SEGMENTS = 32
_IRIS_PLANE = 0.0131
"""The iris lies flat behind the cornea."""
_EDGE_OF_IRIS = 0.0057


def place_eyeballs(
    tree: GeometryTree,
    eyeballs: Input,
    right: Eye,
    left: Eye,
) -> Socket:
    """The geometry of both, turned from z to the gaze and moved into their sockets."""
    is_left = tree.attribute(IS_LEFT)
    center, gaze = choose_eye(tree, is_left, right, left)
    # Three axes at right angles: the gaze, and the other two as level and upright as can be.
    aside = tree.vector("CROSS_PRODUCT", (0, 0, 1), gaze)
    aside = tree.vector("NORMALIZE", aside)
    up = tree.vector("CROSS_PRODUCT", gaze, aside)
    axes = (aside, up, gaze)
    lengths = tree.split(tree.position())
    place = center
    for axis, length in zip(axes, lengths, strict=True):
        step = tree.vector("SCALE", axis, length)
        place = tree.vector("ADD", place, step)
    return tree.move(eyeballs, place)


def eyeballs(eye: bpy.types.Material, cornea: bpy.types.Material) -> bpy.types.Object:
    """Both eyeballs as an object that is in no scene: around the origin, looking along z."""
    if obj := bpy.data.objects.get((_OBJECT, None)):
        return obj
    mesh = _eyeballs_mesh()
    mesh.materials.append(eye)
    mesh.materials.append(cornea)
    return bpy.data.objects.new(_OBJECT, mesh)


def _eyeballs_mesh() -> bpy.types.Mesh:
    """Balls in the first slot of materials, corneas in the second."""
    ball = _eyeball()
    bulge = _sphere(CORNEA_RADIUS)
    bulge += (0, 0, CORNEA_OFFSET)
    # The right eye's ball, the left one's, then their corneas: all have as many vertices.
    vertices = np.concatenate((ball, ball, bulge, bulge))
    polygons = []
    for piece in range(4):
        first = piece * len(ball)
        for corners in _sphere_polygons():
            polygons.append([first + corner for corner in corners])
    mesh = bpy.data.meshes.new(_OBJECT)
    mesh.from_pydata(vertices.tolist(), [], polygons)
    half = len(polygons) // 2
    slots = np.repeat([0, 1], half)  # balls, corneas
    mesh.polygons.foreach_set("material_index", slots)
    mesh.shade_smooth()
    store(mesh, EYE, vertices / IRIS_RADIUS)
    is_left = np.repeat([False, True], len(ball))
    store(mesh, IS_LEFT, np.tile(is_left, 2))
    store(mesh, ADDED, np.ones(len(vertices)))
    return mesh


def _eyeball() -> np.ndarray:
    """(n, 3) vertices of a ball whose front is flat as far as the iris goes, meters."""
    ball = _sphere(BALL_RADIUS)
    x, y, z = ball.T
    from_axis = np.hypot(x, y)
    is_front = z > 0
    is_iris = is_front & (from_axis < _EDGE_OF_IRIS)
    ball[is_iris, 2] = _IRIS_PLANE
    return ball


def _sphere(radius: float) -> np.ndarray:
    """(n, 3) vertices of a ball about the origin: front pole, rings from there, back pole.

    The poles are on the z axis. Each ring begins at x and goes round toward y.
    """
    # From pole to pole, without the poles, which are no rings.
    polar = np.linspace(0, np.pi, _RINGS + 1)
    polar = polar[1:-1, None]
    around = np.linspace(0, 2 * np.pi, _SEGMENTS, endpoint=False)
    x = np.sin(polar) * np.cos(around)
    y = np.sin(polar) * np.sin(around)
    z = np.broadcast_to(np.cos(polar), x.shape)
    rings = np.stack((x, y, z), axis=-1)
    front = (0, 0, 1)
    back = (0, 0, -1)
    around_axis = rings.reshape(-1, 3)
    unit_ball = np.concatenate(([front], around_axis, [back]))
    return unit_ball * radius


def _sphere_polygons() -> list[list[int]]:
    """Corners of `_sphere`'s polygons: triangles at the poles, quads between the rings.

    They go segment by segment, each from the front to the back.
    """
    rings = _RINGS - 1
    back_pole = 1 + rings * _SEGMENTS
    last_ring = (rings - 1) * _SEGMENTS
    polygons = []
    for segment in range(_SEGMENTS):
        here = 1 + segment
        there = 1 + (segment + 1) % _SEGMENTS
        polygons.append([0, here, there])  # at the front pole
        for step in range(0, last_ring, _SEGMENTS):
            following = step + _SEGMENTS
            polygons.append(
                [
                    here + step,
                    here + following,
                    there + following,
                    there + step,
                ]
            )
        polygons.append([here + last_ring, back_pole, there + last_ring])
    return polygons
