"""Teeth, gums and tongue as plain shapes, and the inner rim of the lips.

Millimeters, x to the subject's left, y to the back, z up, from the middle of the closed lips.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .openings import OPENINGS

MOUTH = OPENINGS["mouth"]
CHIN = (152, 175, 199, 200)
"""Landmarks that go where the jaw goes."""

TEETH, GUMS, TONGUE = range(3)

# Of one side from the middle to the back: width, height of the crown, depth, and what share of the
# depth is left at the edge (incisors are sharp, molars flat).
_UPPER = (
    (8.4, 10.0, 6.5, 0.35),
    (6.5, 8.8, 6.0, 0.38),
    (7.4, 9.6, 7.2, 0.45),
    (6.8, 8.2, 8.5, 0.8),
    (6.6, 7.8, 8.6, 0.85),
    (9.6, 7.2, 10.0, 0.9),
    (9.0, 6.8, 10.0, 0.9),
)
_LOWER = (
    (5.3, 8.8, 5.6, 0.35),
    (5.8, 9.0, 5.8, 0.38),
    (6.7, 9.6, 7.0, 0.45),
    (6.9, 8.2, 7.6, 0.8),
    (7.0, 7.8, 8.0, 0.85),
    (10.0, 7.0, 9.6, 0.9),
    (9.4, 6.6, 9.4, 0.9),
)
_UPPER_EDGE, _LOWER_EDGE = -1.6, -0.6
"""Height of the teeth's edges: the upper ones bite a little over the lower ones."""
_UPPER_FRONT, _LOWER_FRONT = 9.5, 12.5
"""Depth of the middle of the front teeth."""
_GUM_DEPTH, _GUM_HEIGHT, _GUM_MIDDLE = 4.0, 5.2, 12.0
"""Half the thickness and half the height of a gum, and how far it is from the teeth's edge."""
_BEND, _POWER = 1.1e-3, 3.46
"""The dental arch: y = front + bend |x| ** power."""

_TONGUE, _ARCHED = -10.0, 6.0
"""Height of the tongue at its tip, and how much higher its middle is: it shows above the teeth."""

# Rings of a tooth from the root to the edge: height as a share of the crown, width, depth.
_RINGS = ((1.25, 0.78, 0.80), (0.55, 1.12, 1.0), (0.14, 1.1, 0.0), (0.0, 0.98, -0.4))


@dataclass(frozen=True)
class Shape:
    """vertices: (n, 3); faces: corners as lists; kind: TEETH, GUMS or TONGUE; jaw: goes with it."""

    vertices: np.ndarray
    faces: list[list[int]]
    kind: int
    jaw: bool


def rim_side() -> dict[int, float]:
    """Vertex -> how far it is from the corners of the mouth, 0..1, negative on the lower lip."""
    sides = {}
    right, left = MOUTH.corners
    for rim, sign in ((MOUTH.lower, -1.0), (MOUTH.upper, 1.0)):
        rim = (right, *rim, left)
        across = np.linspace(-1, 1, len(rim))
        for vertex, x in zip(rim, across, strict=True):
            sides[vertex] = sign * float(np.sqrt(1 - x * x))
    return {vertex: side or 0.01 for vertex, side in sides.items()}


def shapes() -> list[Shape]:
    """All that is inside a mouth."""
    found = []
    for teeth, front, edge, up in (
        (_UPPER, _UPPER_FRONT, _UPPER_EDGE, 1),
        (_LOWER, _LOWER_FRONT, _LOWER_EDGE, -1),
    ):
        jaw = up < 0
        for side in (-1, 1):
            for place, turn, size in _along_arch(teeth, front):
                vertices, faces = _tooth(size, up)
                vertices = vertices @ _turned(turn).T + place
                vertices[:, 2] += edge
                found.append(Shape(*_mirrored(vertices, faces, side), TEETH, jaw))
        found.append(Shape(*_gum(front, edge, up), GUMS, jaw))
    found.append(Shape(*_tongue(), TONGUE, True))
    return found


def _arch(x: np.ndarray, front: float) -> np.ndarray:
    """Points (n, 3) of the dental arch."""
    return np.stack([x, front + _BEND * np.abs(x) ** _POWER, np.zeros_like(x)], axis=1)


def _along_arch(teeth: Sequence[tuple[float, ...]], front: float):
    """Place, angle and size of the teeth of the left side."""
    points = _arch(np.linspace(0, 26, 400), front)
    length = np.concatenate([[0], np.linalg.norm(np.diff(points, axis=0), axis=1).cumsum()])
    done = 0.0
    for size in teeth:
        middle = done + size[0] / 2
        place = np.array([np.interp(middle, length, axis) for axis in points.T])
        ahead = np.array([np.interp(middle + 0.5, length, axis) for axis in points.T]) - place
        yield place, np.arctan2(ahead[1], ahead[0]), size
        done += size[0]


def _turned(angle: float) -> np.ndarray:
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])


def _mirrored(vertices: np.ndarray, faces: list[list[int]], side: int):
    """The left side as it is, the right one mirrored, faces still outwards."""
    if side > 0:
        return vertices, faces
    return vertices * (-1, 1, 1), [face[::-1] for face in faces]


def _tooth(size: tuple[float, ...], up: int) -> tuple[np.ndarray, list[list[int]]]:
    """A crown with its edge at z = 0; the root points to `up`."""
    width, height, depth, sharp = size
    angle = np.linspace(0, 2 * np.pi, 8, endpoint=False) + np.pi / 8
    # Between a circle and a square.
    outline = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    outline *= np.abs(outline).max(axis=1, keepdims=True) ** -0.7
    rings = []
    for share, across, through in _RINGS:
        thick = through if through > 0 else sharp + through * sharp
        ring = outline * (width / 2 * across, depth / 2 * thick)
        # The front stays in line, so that what the edge loses in depth it loses behind.
        ring[:, 1] -= depth / 2 * (1 - thick) * 0.7
        rings.append(np.column_stack([ring, np.full(8, share * height * up)]))
    vertices = np.concatenate(rings)
    faces = _tube(len(rings), 8)
    faces += [list(range(8)), [*range(len(vertices) - 1, len(vertices) - 9, -1)]]
    return vertices, faces if up > 0 else [face[::-1] for face in faces]


def _tube(rings: int, around: int) -> list[list[int]]:
    """Quads between closed rings of vertices."""
    faces = []
    for ring in range(rings - 1):
        for k in range(around):
            here, there = ring * around + k, ring * around + (k + 1) % around
            faces.append([here, here + around, there + around, there])
    return faces


def _gum(front: float, edge: float, up: int) -> tuple[np.ndarray, list[list[int]]]:
    """A tube along the arch that hides the roots."""
    along = _arch(np.linspace(-23.5, 23.5, 25), front)
    angle = np.linspace(0, 2 * np.pi, 10, endpoint=False)
    rings = []
    for place, ahead in zip(along, np.gradient(along, axis=0), strict=True):
        out = np.array([ahead[1], -ahead[0], 0]) / np.linalg.norm(ahead[:2])
        ring = place + np.cos(angle)[:, None] * out * _GUM_DEPTH
        ring[:, 2] += edge + up * (_GUM_MIDDLE + _GUM_HEIGHT * np.sin(angle))
        rings.append(ring)
    faces = _tube(len(rings), len(angle))
    last = (len(rings) - 1) * len(angle)
    faces += [list(range(10)), [last + k for k in reversed(range(10))]]
    vertices = np.concatenate(rings)
    return vertices, faces if up > 0 else [face[::-1] for face in faces]


def _tongue() -> tuple[np.ndarray, list[list[int]]]:
    """A flat body with a groove, narrower toward its tip."""
    along = np.linspace(-1, 1, 11)[1:-1]
    angle = np.linspace(0, 2 * np.pi, 14, endpoint=False)
    rings = []
    for step in along:
        size = np.sqrt(1 - step**2)
        across = np.cos(angle) * size * (14.5 + 3 * step)
        over = np.sin(angle) * size * 8.5
        over -= np.where(over > 0, 1.8 * np.exp(-((across / 4) ** 2)), 0)
        over += _TONGUE + _ARCHED * size
        rings.append(np.column_stack([across, np.full(14, 39 + 25 * step), over]))
    body = np.concatenate(rings)
    tip, root = len(body), len(body) + 1
    faces = _tube(len(rings), 14)
    last = len(body) - 14
    for k in range(14):
        faces.append([tip, k, (k + 1) % 14])
        faces.append([root, last + (k + 1) % 14, last + k])
    return np.concatenate([body, [(0, 14, _TONGUE), (0, 64, _TONGUE)]]), faces
