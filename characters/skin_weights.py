"""What of a character follows a face that lies over it.

Lengths and points are those of the face's own axes, where its outer eye corners are 89 mm apart.
"""

from collections.abc import Collection

import numpy as np

from ..data.anatomy.topology import AREAS, IRISES, topology
from ..data.interpolation import smoothstep
from .surfaces import loose_parts, surface_of

REACH = 0.027
"""Meters from the face's surface at which a character stays still; on the surface it follows."""
_CLINGING = 0.012
"""Meters to which a loose part keeps to the skin, as lashes do and eyeballs and teeth do not."""
_FILLING_SHARE = 0.25
"""How much of such a part may lie in the openings of eyes and mouth, as flat eyes do."""
_SKIN_SHARE = 0.25
"""The least share of the face's area that lies on a loose part which is skin."""

SURFACE, _OPENINGS = ("skin", "lips"), ("right_eye", "left_eye", "mouth")
"""What carries the character, and what would tie lid to lid and lip to lip."""
SKIN = min(IRISES.values())
"""Count of the vertices of both: they come before the irises."""


def skin_weights(points: np.ndarray, triangles: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """(n,) How much each point follows the face: 1 on it, 0 from REACH on and for inner parts."""
    distance = _distances(points, rest, SURFACE)
    fills = _distances(points, rest, _OPENINGS) < distance
    nearness = smoothstep(1 - distance / REACH)
    return nearness * _is_skin(points, triangles, rest, distance, fills)


def _is_skin(
    points: np.ndarray,
    triangles: np.ndarray,
    rest: np.ndarray,
    distance: np.ndarray,
    fills: np.ndarray,
) -> np.ndarray:
    """(n,) Whether each point is of a loose part that the face lies on or that clings to it."""
    parts = loose_parts(len(points), triangles)
    surface = surface_of(points, triangles)
    corners = rest[triangles_of(SURFACE)]
    areas = np.linalg.norm(np.cross(*np.diff(corners, axis=1).swapaxes(0, 1)), axis=1)
    centers = corners.mean(axis=1).tolist()
    below = np.array([surface.find_nearest(center)[2] for center in centers])
    covered = np.bincount(parts[triangles[below, 0]], areas, len(points))
    furthest = np.zeros(len(points))
    np.maximum.at(furthest, parts, distance)
    sizes, filling = (np.bincount(parts, which, len(points)) for which in (None, fills))
    clings = (furthest < _CLINGING) & (filling <= _FILLING_SHARE * sizes)
    return ((covered >= _SKIN_SHARE * areas.sum()) | clings)[parts]


def _distances(points: np.ndarray, rest: np.ndarray, parts: Collection[str]) -> np.ndarray:
    surface = surface_of(rest, triangles_of(parts))
    return np.array([surface.find_nearest(point)[3] for point in points.tolist()])


def triangles_of(parts: Collection[str]) -> np.ndarray:
    face = topology()
    return face.triangles[np.isin(face.area, [AREAS.index(name) for name in parts])]
