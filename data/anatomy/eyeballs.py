"""Both eyeballs and their corneas as plain shapes, around the origin and looking along z.

Lengths are those of ICT-FaceKit's eyes, in meters; every model is scaled to its face.
"""

from typing import NamedTuple

import numpy as np

BALL_RADIUS = 0.0151
IRIS_RADIUS = 0.0059
CORNEA_RADIUS = 0.0082
CORNEA_OFFSET = 0.0082
"""The cornea is a smaller ball whose center lies in front of the eye's."""
CENTER_DEPTH = 0.0121
"""From the middle of an eye's opening back to the eyeball's center."""

_RINGS = 24
_SEGMENTS = 32
_IRIS_PLANE = 0.0131
"""The iris lies flat behind the cornea."""
_EDGE_OF_IRIS = 0.0057
_PUPIL_RADIUS = 0.0021
"""Where polygons are shown in one color each, those of the pupil reach no further."""


class Eyeballs(NamedTuple):
    """The right eye's ball, the left one's, then their corneas, all with as many vertices.

    vertices: (n, 3) meters. polygons (p): corners of each. is_left: (n,) bool.
    is_cornea, is_iris, is_pupil: (p,) bool; the iris is the ring around the pupil.
    """

    vertices: np.ndarray
    polygons: list[list[int]]
    is_left: np.ndarray
    is_cornea: np.ndarray
    is_iris: np.ndarray
    is_pupil: np.ndarray


def eyeballs() -> Eyeballs:
    """Those of both eyes."""
    ball = _eyeball()
    bulge = _sphere(CORNEA_RADIUS)
    bulge += (0, 0, CORNEA_OFFSET)
    pieces = (ball, ball, bulge, bulge)
    polygons = []
    for piece in range(len(pieces)):
        first = piece * len(ball)
        for corners in _sphere_polygons():
            polygons.append([first + corner for corner in corners])
    is_left_piece = np.array([False, True, False, True])
    is_cornea_piece = np.array([False, False, True, True])
    vertices = np.concatenate(pieces)
    is_cornea = np.repeat(is_cornea_piece, len(polygons) // len(pieces))
    reach = np.array([_reach(vertices[corners]) for corners in polygons])
    is_pupil = ~is_cornea & (reach < _PUPIL_RADIUS)
    return Eyeballs(
        vertices=vertices,
        polygons=polygons,
        is_left=np.repeat(is_left_piece, len(ball)),
        is_cornea=is_cornea,
        is_iris=~is_cornea & ~is_pupil & (reach < IRIS_RADIUS),
        is_pupil=is_pupil,
    )


def _reach(corners: np.ndarray) -> float:
    """How far a polygon of corners (c, 3) reaches from the axis, far where it is at the back."""
    from_axis = np.hypot(corners[:, 0], corners[:, 1])
    is_front = corners[:, 2].min() > 0
    return float(from_axis.max()) if is_front else np.inf


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
