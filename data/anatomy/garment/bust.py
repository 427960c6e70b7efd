"""Where a head ends: the base of the neck, shoulders, and a shirt over them. Made here, of no scan.

The body is rings around the neck, one below the other. Lengths are meters, in the face's own axes.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from .surface import Surface

_NO_EDGES = np.empty((0, 2), np.int64)
_MIDDLE = 0.034
"""How far behind the origin the middle of the neck is."""

# Half of the width, how far it reaches to the front and to the back, then the heights of its front,
# sides and back. The first is the end of the head's neck.
_RINGS = np.array(
    [
        (0.0585, -0.0242, 0.0918, -0.1434, -0.1380, -0.1318),
        (0.0605, -0.0262, 0.0985, -0.1530, -0.1480, -0.1400),
        (0.0690, -0.0290, 0.1035, -0.1640, -0.1580, -0.1500),
        (0.0880, -0.0345, 0.1075, -0.1760, -0.1670, -0.1620),
        (0.1180, -0.0435, 0.1110, -0.1910, -0.1750, -0.1770),
        (0.1520, -0.0540, 0.1140, -0.2100, -0.1840, -0.1960),
        (0.1830, -0.0640, 0.1155, -0.2330, -0.1990, -0.2180),
        (0.2020, -0.0720, 0.1155, -0.2600, -0.2250, -0.2440),
        (0.2090, -0.0770, 0.1140, -0.2880, -0.2560, -0.2720),
        (0.2090, -0.0800, 0.1110, -0.3300, -0.2750, -0.3050),
    ]
)
_LAST = len(_RINGS) - 1
_FLATNESS = np.array((np.linspace(2.0, 2.7, _LAST + 1), np.linspace(3.2, 2.7, _LAST + 1)))
"""Exponents of each ring's outline in front and at the back: 2 is an ellipse, more is flatter."""

_SKIN_ENDS = 4
"""The ring, under the shirt, where the skin of the neck ends."""
_LEFT = 0.4
"""How much of the head's own outline is left with each ring."""
_BENEATH = 0.002
"""How much deeper it lies with each ring."""

# The shirt.
_COLUMNS = 28
_ROWS = 8
_NECKLINE = (2.75, 1.1)
"""The rings at which it begins, in front and at the back."""
_OFF_SKIN = 0.003
_COLLAR = 0.0035
"""How thick it is."""
_COLLAR_HEIGHT = 0.014


class Shirt(NamedTuple):
    """Its polygons, and where its vertices (n, 3) are."""

    surface: Surface
    vertices: np.ndarray


def add_neck(
    surface: Surface, places: np.ndarray, border: np.ndarray
) -> tuple[Surface, np.ndarray]:
    """A head with vertices at places (n, 3), with the base of its neck: new vertices come last.

    border: (k,) its vertices where the neck ends, in their order around it, seen from above
    counterclockwise.
    """
    count = len(border)
    edge = places[border]
    angle = np.arctan2(edge[:, 0], _MIDDLE - edge[:, 1])
    off = edge - _body(angle, np.zeros(count))
    added = []
    for ring in range(1, _SKIN_ENDS + 1):
        # The head's own ring is not quite the first one: the difference fades.
        left = _LEFT**ring
        depth = _BENEATH * max(ring - 1, 0)
        added.append(_over_body(angle, np.full(count, float(ring)), -depth) + left * off)
    first = surface.count
    rings = [border, *(first + count * k + np.arange(count) for k in range(_SKIN_ENDS))]
    quads = _quads(rings)
    sewn = Surface(
        count=first + count * _SKIN_ENDS,
        corners=np.concatenate((surface.corners, quads.ravel())),
        sizes=np.concatenate((surface.sizes, np.full(len(quads), 4))),
        sharp=surface.sharp,
    )
    return sewn, np.concatenate((places, *added))


def shirt() -> Shirt:
    """A plain one with a round neck, smooth; the vertices of the coarse one come first."""
    coarse = coarse_shirt()
    surface = coarse.surface.subdivide()
    to_smooth = surface.limiting() @ coarse.surface.smoothing()
    return Shirt(surface, to_smooth.apply(coarse.vertices))


def coarse_shirt() -> Shirt:
    """The same before it is smoothed."""
    angle = np.linspace(-np.pi, np.pi, _COLUMNS, endpoint=False)
    in_front, behind = _NECKLINE
    begin = behind + (in_front - behind) * (1 + np.cos(angle)) / 2
    rings = _collar(angle, begin)
    for share in np.linspace(0, 1, _ROWS)[1:]:
        rings.append(_over_body(angle, begin + (_LAST - begin) * share, _OFF_SKIN))
    # Closed below, with an edge.
    end = rings[-1]
    middle = end.mean(axis=0)
    rings.append(end + np.array((0, 0, 0.001)))
    rings.append(middle + 0.5 * (end - middle) + np.array((0, 0, 0.015)))
    places = np.concatenate((*rings, middle[None] + (0, 0, 0.02)))
    numbers = np.arange(len(rings) * _COLUMNS).reshape(len(rings), _COLUMNS)
    quads = _quads(list(numbers))
    last = numbers[-1]
    fan = np.stack((last, np.roll(last, -1), np.full(_COLUMNS, len(places) - 1)), axis=1)
    surface = Surface(
        count=len(places),
        corners=np.concatenate((quads.ravel(), fan.ravel())),
        sizes=np.repeat([4, 3], [len(quads), len(fan)]),
        sharp=_NO_EDGES,
    )
    return Shirt(surface, places)


def _collar(angle: np.ndarray, begin: np.ndarray) -> list[np.ndarray]:
    """Rings of a band that stands on the skin: up its inside, over its top and down again."""
    below = _over_body(angle, begin, 0.0)
    down = _over_body(angle, begin + 0.05, 0.0) - below
    down /= np.linalg.norm(down, axis=1, keepdims=True)
    out = _outwards(angle, begin)
    thick = _COLLAR * out
    high = _COLLAR_HEIGHT * down
    return [
        below + 0.3 * high - 0.5 * thick,
        below + 0.2 * thick - 0.05 * high,
        below + 1.2 * thick + 0.05 * high,
        below + 1.3 * thick + 0.85 * high,
        below + 0.8 * thick + 1.02 * high,
    ]


def _over_body(angle: np.ndarray, ring: np.ndarray, height: float) -> np.ndarray:
    return _body(angle, ring) + height * _outwards(angle, ring)


def _outwards(angle: np.ndarray, ring: np.ndarray) -> np.ndarray:
    """(n, 3) the body's normals."""
    step = 0.01
    around = _body(angle + step, ring) - _body(angle - step, ring)
    down = _body(angle, np.minimum(ring + step, _LAST)) - _body(angle, np.maximum(ring - step, 0))
    normal = np.cross(down, around)
    return normal / np.linalg.norm(normal, axis=1, keepdims=True)


def _body(angle: np.ndarray, ring: np.ndarray) -> np.ndarray:
    """(n, 3) places on the body at angles (n,) around the neck, 0 in front and half pi to the left,
    and on rings (n,) or between them.
    """
    width, front, back, height_front, height_side, height_back = _between(ring, _RINGS.T)
    flat_front, flat_back = _between(ring, _FLATNESS)
    across = np.sin(angle)
    along = -np.cos(angle)
    is_front = along < 0
    flatness = np.where(is_front, flat_front, flat_back)
    reach = np.where(is_front, _MIDDLE - front, back - _MIDDLE)
    x = width * np.sign(across) * np.abs(across) ** (2 / flatness)
    y = _MIDDLE + reach * np.sign(along) * np.abs(along) ** (2 / flatness)
    middle = np.where(is_front, height_front, height_back)
    z = middle + (height_side - middle) * across**2
    return np.stack((x, y, z), axis=1)


def _between(ring: np.ndarray, columns: np.ndarray) -> list[np.ndarray]:
    """Values (k, rings) of the rings, straight between them: k arrays (n,)."""
    known = np.arange(_LAST + 1)
    return [np.interp(ring, known, values) for values in columns]


def _quads(rings: list[np.ndarray]) -> np.ndarray:
    """(q, 4) between rings of vertices (k,), upper ones first, each counterclockwise from above."""
    found = []
    for upper, lower in pairwise(rings):
        found.append(np.stack((upper, lower, np.roll(lower, -1), np.roll(upper, -1)), axis=1))
    return np.concatenate(found)
