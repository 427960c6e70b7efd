"""What of a character follows a face that lies over it.

Lengths and points are those of the face's own axes, where its outer eye corners are 89 mm apart.
"""

from collections.abc import Collection

import numpy as np

from ..data.anatomy.topology import AREAS, IRISES, topology
from ..data.interpolation import smoothstep
from .surfaces import islands, surface_of

REACH = 0.027
"""Meters from the face's surface at which a character stays still; on the surface it follows."""
_CLINGING = 0.012
"""Meters to which an island keeps to the skin, as lashes do and eyeballs and teeth do not."""
_FILLING_SHARE = 0.25
"""How much of such an island may lie in the openings of eyes and mouth, as flat eyes do."""
_SKIN_SHARE = 0.25
"""The least share of the face's area that lies on an island which is skin."""

SURFACE = ("skin", "lips")
"""Areas that carry the character."""
_OPENINGS = ("right_eye", "left_eye", "mouth")
"""Areas that would tie lid to lid and lip to lip."""
SKIN = min(IRISES.values())
"""Count of the vertices of both: they come before the irises."""


def skin_weights(
    points: np.ndarray,
    triangles: np.ndarray,
    rest: np.ndarray,
) -> np.ndarray:
    """(n,) How much each point follows the face: 1 on it, 0 from REACH on and for inner islands.

    points: (n, 3) of the character. triangles: (m, 3) of it. rest: (468, 3) vertices of the face.
    """
    distance = _distances(points, rest, SURFACE)
    is_skin = _is_skin(points, triangles, rest, distance)
    # Level at both ends, so that no edge shows where the face's reach ends.
    return smoothstep(1 - distance / REACH) * is_skin


def _is_skin(
    points: np.ndarray,
    triangles: np.ndarray,
    rest: np.ndarray,
    distance: np.ndarray,
) -> np.ndarray:
    """(n,) Whether each point is of an island that the face lies on or that clings to it.

    distance: (n,) meters from the face's surface.
    """
    island = islands(len(points), triangles)
    # An island's number is that of one of its points, so that sums by island have n places.
    count = len(points)

    covered = _covered_share(points, triangles, rest, island)
    is_below = covered >= _SKIN_SHARE

    # Lashes and brows lie below nothing, but keep to the skin all along.
    furthest = np.zeros(count)
    np.maximum.at(furthest, island, distance)
    is_near = furthest < _CLINGING

    # Flat eyes do so as well, and must not blink along with the lids.
    from_openings = _distances(points, rest, _OPENINGS)
    fills_opening = from_openings < distance
    sizes = np.bincount(island, minlength=count)
    filling = np.bincount(island, fills_opening, count)
    is_filling = filling > _FILLING_SHARE * sizes

    clings = is_near & ~is_filling
    return (is_below | clings)[island]


def _covered_share(
    points: np.ndarray,
    triangles: np.ndarray,
    rest: np.ndarray,
    island: np.ndarray,
) -> np.ndarray:
    """(n,) For each number of an island the share of the face's area that it lies below.

    island: (n,) of each point.
    """
    surface = surface_of(points, triangles)
    corners = rest[triangles_of(SURFACE)]
    centers = corners.mean(axis=1)
    below = []
    for center in centers.tolist():
        _place, _normal, nearest, _distance = surface.find_nearest(center)
        # All three corners of a triangle are of one island.
        corner = triangles[nearest, 0]
        below.append(island[corner])
    areas = _triangle_areas(corners)
    covered = np.bincount(below, areas, len(points))
    return covered / areas.sum()


def _triangle_areas(corners: np.ndarray) -> np.ndarray:
    """(m,) square meters of triangles (m, 3, 3)."""
    first, second, third = corners.swapaxes(0, 1)
    # As long as the parallelogram of two edges is large, twice the triangle.
    normals = np.cross(second - first, third - first)
    return np.linalg.norm(normals, axis=1) / 2


def _distances(
    points: np.ndarray,
    rest: np.ndarray,
    areas: Collection[str],
) -> np.ndarray:
    """(n,) meters from points (n, 3) to areas of the face, whose vertices are rest (468, 3)."""
    surface = surface_of(rest, triangles_of(areas))
    distances = []
    for point in points.tolist():
        _place, _normal, _triangle, distance = surface.find_nearest(point)
        distances.append(distance)
    return np.array(distances)


def triangles_of(areas: Collection[str]) -> np.ndarray:
    """(m, 3) numbers of landmarks: the face's triangles in areas of these names."""
    face = topology()
    numbers = [AREAS.index(name) for name in areas]
    chosen = np.isin(face.area, numbers)
    return face.triangles[chosen]
