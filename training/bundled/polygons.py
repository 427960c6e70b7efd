"""Polygons as lists of vertices: their borders, and triangles between two borders."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

Loop = list[int]
"""Vertices one after the other; the last is joined to the first."""

Polygons = list[Loop]
"""The vertices of each polygon, in the order of its own edges."""

Edge = tuple[int, int]


class Surface(NamedTuple):
    """points: (n, 3) in meters."""

    points: np.ndarray
    polygons: Polygons

    def borders_by_height(self) -> list[Loop]:
        """Its closed borders from the lowest to the highest, by the means of their points."""

        def height(border: Loop) -> float:
            return float(self.points[border, 2].mean())

        return sorted(borders(self.polygons), key=height)


def edges_of(polygon: Loop) -> Iterator[Edge]:
    """Each edge from its first vertex to its second: 4-5, 5-6 and 6-4 of [4, 5, 6]."""
    following = [*polygon[1:], polygon[0]]
    return zip(polygon, following, strict=True)


def borders(polygons: Polygons) -> list[Loop]:
    """The closed borders of a mesh, as vertices in the order of the polygons' own edges."""
    edges: list[Edge] = []
    for polygon in polygons:
        edges += edges_of(polygon)
    known = set(edges)
    after: dict[int, int] = {}
    for first, second in edges:
        # The polygon on the other side of an edge goes along it the other way round.
        is_border = (second, first) not in known
        if is_border:
            after[first] = second
    found = []
    while after:
        # The least: the same mesh gives the same borders.
        start = min(after)
        loop = [start]
        vertex = after.pop(start)
        while vertex != start:
            loop.append(vertex)
            vertex = after.pop(vertex)
        found.append(loop)
    return found


def without_teeth(polygons: Polygons) -> Polygons:
    """Without polygons that stand out of the border by a corner: the strip to the oval folds
    there.
    """
    uses = np.bincount(np.concatenate(polygons))
    kept = []
    for polygon in polygons:
        # A corner that no other polygon uses is a tooth's tip.
        has_tip = uses[polygon].min() == 1
        if not has_tip:
            kept.append(polygon)
    return kept


def without_vertices(polygons: Polygons, is_left_out: np.ndarray) -> Polygons:
    """Polygons without some of their corners, is_left_out (n,); none where two or less remain."""
    found = []
    for polygon in polygons:
        corners = [vertex for vertex in polygon if not is_left_out[vertex]]
        if len(corners) > 2:
            found.append(corners)
    return found


def sew(
    inner: Loop,
    outer: Loop,
    points: np.ndarray,
) -> Polygons:
    """Triangles between two closed loops that go round the same way, by the shorter diagonals.

    points: (n, 3).
    """
    start = points[inner[0]]
    from_start = points[outer] - start
    distances = np.linalg.norm(from_start, axis=1)
    nearest = int(distances.argmin())
    # Both loops begin where they are close, and end where they began.
    inner_ahead = [*inner, inner[0]]
    outer_ahead = outer[nearest:] + outer[: nearest + 1]
    inner_at = inner_ahead.pop(0)
    outer_at = outer_ahead.pop(0)
    triangles = []
    while inner_ahead or outer_ahead:
        # The next triangle goes on along either loop: its new side is a diagonal of the strip.
        inner_diagonal = _length(points, outer_at, inner_ahead)
        outer_diagonal = _length(points, inner_at, outer_ahead)
        if inner_diagonal < outer_diagonal:
            following = inner_ahead.pop(0)
            triangles.append([inner_at, following, outer_at])
            inner_at = following
        else:
            following = outer_ahead.pop(0)
            triangles.append([inner_at, following, outer_at])
            outer_at = following
    return triangles


def _length(
    points: np.ndarray,
    start: int,
    ahead: Loop,
) -> float:
    """From one of points (n, 3) to the first of those ahead; infinite where a loop has ended."""
    if not ahead:
        return np.inf
    diagonal = points[ahead[0]] - points[start]
    return float(np.linalg.norm(diagonal))
