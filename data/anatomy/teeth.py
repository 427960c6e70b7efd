"""Teeth and gums as plain shapes, each tooth in its place on the dental arch.

Millimeters, x to the subject's left, y to the back, z up, from the middle of the closed lips.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .solids import Solid, end_faces, mirror_x, tube_faces, turn_inside_out


class _Tooth(NamedTuple):
    """width: along the arch. height: of the crown. depth: from front to back.

    sharpness: what share of the depth is left at the edge (incisors are sharp, molars flat).
    """

    width: float
    height: float
    depth: float
    sharpness: float


class _Ring(NamedTuple):
    """An outline of a tooth. height: above its edge, as a share of the crown.

    width, depth: as shares of the tooth's; is_of_edge: depth is one of the depth left at the edge.
    """

    height: float
    width: float
    depth: float
    is_of_edge: bool = False


@dataclass(frozen=True)
class Row:
    """The teeth of one jaw, of one side from the middle to the back.

    edge: height of the teeth's edges. front: depth of the middle of the front teeth.
    """

    teeth: tuple[_Tooth, ...]
    edge: float
    front: float
    is_upper: bool


# Crowns are of the usual size of adults', as textbooks of dental anatomy give them; the upper front
# teeth are a millimeter higher, so that no necks show below a lip that a smile lifts. The upper
# teeth bite a little over the lower ones.
UPPER = Row(
    teeth=(
        _Tooth(8.4, 11.0, 6.5, 0.35),
        _Tooth(6.5, 10.0, 6.0, 0.38),
        _Tooth(7.4, 10.6, 7.2, 0.45),
        _Tooth(6.8, 9.2, 8.5, 0.8),
        _Tooth(6.6, 8.8, 8.6, 0.85),
        _Tooth(9.6, 7.2, 10.0, 0.9),
        _Tooth(9.0, 6.8, 10.0, 0.9),
    ),
    edge=-1.3,
    front=9.5,
    is_upper=True,
)
LOWER = Row(
    teeth=(
        _Tooth(5.3, 8.8, 5.6, 0.35),
        _Tooth(5.8, 9.0, 5.8, 0.38),
        _Tooth(6.7, 9.6, 7.0, 0.45),
        _Tooth(6.9, 8.2, 7.6, 0.8),
        _Tooth(7.0, 7.8, 8.0, 0.85),
        _Tooth(10.0, 7.0, 9.6, 0.9),
        _Tooth(9.4, 6.6, 9.4, 0.9),
    ),
    edge=-0.6,
    front=12.5,
    is_upper=False,
)

# From the root to the edge: a neck, the belly, and an edge that is rounded off.
_RINGS = (
    _Ring(1.3, 0.94, 0.92),
    _Ring(0.6, 1.12, 1.0),
    _Ring(0.14, 1.1, 1.0, is_of_edge=True),
    _Ring(0.0, 0.98, 0.6, is_of_edge=True),
)
_TOOTH_AROUND = 8
"""Vertices of a ring."""
_SQUARENESS = 0.7
"""Of a tooth's outline: 0 is a circle, 1 a square."""
_BEHIND = 0.7
"""How much of the depth that a ring lacks it lacks behind, so that the front stays in line."""

# The dental arch: y = front + bend |x| ** power, with the last molars 40 mm behind the front teeth
# and 21 mm to either side. Real arches are wider; teeth on such would come through the lips.
_BEND = 1.1e-3
_POWER = 3.46
_ARCH_END = 26
"""Millimeters to the side, beyond the last molar."""
_ARCH_SAMPLES = 400
"""Points between which the arch counts as straight: 0.07 mm apart at the front teeth."""
_AHEAD = 0.5
"""Millimeters along the arch over which a tooth's direction is taken."""

_GUM_DEPTH = 4.8
"""Half the thickness of a gum."""
_GUM_HEIGHT = 5.2
"""Half the height of a gum."""
_GUM_MIDDLE = 13.0
"""How far a gum's middle is from the teeth's edge: its border lies on the crowns."""
_GUM_END = 23.5
"""Millimeters to the side: a little beyond the last molar."""
_GUM_RINGS = 25
_GUM_AROUND = 10


def teeth_of(row: Row) -> list[Solid]:
    """The teeth of a jaw, those of the right side first, from the middle to the back."""
    left = list(_left_teeth(row))
    right = [mirror_x(tooth) for tooth in left]
    return right + left


def _arch(x: np.ndarray, front: float) -> np.ndarray:
    """Points (n, 3) of the dental arch at x (n,), its middle at the depth `front`."""
    depth = front + _BEND * np.abs(x) ** _POWER
    return np.stack([x, depth, np.zeros_like(x)], axis=1)


def _left_teeth(row: Row) -> Iterator[Solid]:
    """The teeth of the left side in their places, each behind the one before."""
    for place, angle, size in _places_on_arch(row.teeth, row.front):
        tooth = _tooth(size, row.is_upper)
        vertices = tooth.vertices @ _rotation_about_z(angle).T + place
        vertices[:, 2] += row.edge
        yield Solid(vertices, tooth.faces)


def _places_on_arch(
    teeth: tuple[_Tooth, ...], front: float
) -> Iterator[tuple[np.ndarray, float, _Tooth]]:
    """Place (3,), angle of the arch in radians, and size of the teeth of the left side."""
    points = _arch(np.linspace(0, _ARCH_END, _ARCH_SAMPLES), front)
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    lengths = np.concatenate([[0], steps.cumsum()])

    def point_at(length: float) -> np.ndarray:
        """(3,) at millimeters along the arch."""
        return np.array([np.interp(length, lengths, axis) for axis in points.T])

    begin = 0.0
    for size in teeth:
        middle = begin + size.width / 2
        place = point_at(middle)
        ahead = point_at(middle + _AHEAD) - place
        yield place, np.arctan2(ahead[1], ahead[0]), size
        begin += size.width


def _rotation_about_z(angle: float) -> np.ndarray:
    """(3, 3) for radians."""
    cos = np.cos(angle)
    sin = np.sin(angle)
    return np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])


def _tooth_outline() -> np.ndarray:
    """(8, 2) within 1: between a circle and a square, whose sides are where the larger coordinate
    is 1. Its corners are beside the axes, so that the front is a side.
    """
    half_step = np.pi / _TOOTH_AROUND
    angle = np.linspace(0, 2 * np.pi, _TOOTH_AROUND, endpoint=False) + half_step
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    larger = np.abs(circle).max(axis=1, keepdims=True)
    return circle * larger**-_SQUARENESS


def _tooth(size: _Tooth, is_upper: bool) -> Solid:
    """A crown with its edge at z = 0; the root points up or down."""
    outline = _tooth_outline()
    up = 1 if is_upper else -1
    rings = []
    for ring in _RINGS:
        depth = ring.depth
        if ring.is_of_edge:
            depth *= size.sharpness
        half_width = size.width / 2 * ring.width
        half_depth = size.depth / 2 * depth
        points = outline * (half_width, half_depth)
        points[:, 1] -= size.depth / 2 * (1 - depth) * _BEHIND
        height = ring.height * size.height * up
        heights = np.full(_TOOTH_AROUND, height)
        rings.append(np.column_stack([points, heights]))
    vertices = np.concatenate(rings)
    faces = tube_faces(len(rings), _TOOTH_AROUND)
    faces += end_faces(len(rings), _TOOTH_AROUND)
    return Solid(vertices, faces if is_upper else turn_inside_out(faces))


def gum_of(row: Row) -> Solid:
    """A tube along the arch that hides the roots."""
    along = _arch(np.linspace(-_GUM_END, _GUM_END, _GUM_RINGS), row.front)
    directions = np.gradient(along, axis=0)
    angle = np.linspace(0, 2 * np.pi, _GUM_AROUND, endpoint=False)
    outwards = np.cos(angle)[:, None]
    from_edge = _GUM_MIDDLE + _GUM_HEIGHT * np.sin(angle)
    up = 1 if row.is_upper else -1
    heights = row.edge + up * from_edge
    rings = []
    for place, ahead in zip(along, directions, strict=True):
        # At right angles to the arch, level, away from the tongue.
        ahead_x, ahead_y, _ = ahead
        out = np.array([ahead_y, -ahead_x, 0]) / np.linalg.norm(ahead[:2])
        ring = place + outwards * out * _GUM_DEPTH
        ring[:, 2] += heights
        rings.append(ring)
    faces = tube_faces(_GUM_RINGS, _GUM_AROUND) + end_faces(_GUM_RINGS, _GUM_AROUND)
    vertices = np.concatenate(rings)
    return Solid(vertices, faces if row.is_upper else turn_inside_out(faces))
