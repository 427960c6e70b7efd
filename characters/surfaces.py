"""Points and surfaces in space: moving them, their loose parts, bringing one onto another."""

import numpy as np
from mathutils import Matrix
from mathutils.bvhtree import BVHTree

_STEPS, _SHARE = 200, 0.8
_SCALES = (0.75, 1.33)
"""Factors beyond these say that the points slid off or shrank into a corner."""


def moved(matrix: Matrix, points: np.ndarray) -> np.ndarray:
    rows = np.array(matrix)
    return points @ rows[:3, :3].T + rows[:3, 3]


def surface_of(points: np.ndarray, triangles: np.ndarray) -> BVHTree:
    return BVHTree.FromPolygons(points.tolist(), triangles.tolist())


def loose_parts(count: int, triangles: np.ndarray) -> np.ndarray:
    """(n,) The lowest number of a point in each point's part."""
    parts = np.arange(count)
    while True:
        corners = parts[triangles]
        joined = parts.copy()
        for corner in corners.T:
            np.minimum.at(joined, corner, corners.min(axis=1))
        joined = joined[joined]
        if np.array_equal(joined, parts):
            return parts
        parts = joined


def surface_fit(points: np.ndarray, surface: BVHTree) -> Matrix | None:
    """The movement, turn and scale that bring points onto a surface near them; None where they do
    not find their place.

    Iterative closest point; each step leaves out the fifth of the points that is furthest off.
    """
    total = Matrix()
    for _ in range(_STEPS):
        found = [surface.find_nearest(point) for point in moved(total, points).tolist()]
        distance = np.array([nearest[3] for nearest in found])
        kept = distance <= np.quantile(distance, _SHARE)
        total = _similarity(points[kept], np.array([nearest[0] for nearest in found])[kept])
    return total if _SCALES[0] < total.median_scale < _SCALES[1] else None


def _similarity(points: np.ndarray, goal: np.ndarray) -> Matrix:
    """Least squares with one scale for all axes (Umeyama 1991)."""
    center, goal_center = points.mean(axis=0), goal.mean(axis=0)
    points, goal = points - center, goal - goal_center
    u, strengths, vt = np.linalg.svd(goal.T @ points)
    signs = np.array([1, 1, np.sign(np.linalg.det(u @ vt))])
    scale = (strengths * signs).sum() / (points**2).sum()
    turn = scale * (u * signs) @ vt
    matrix = np.eye(4)
    matrix[:3, :3], matrix[:3, 3] = turn, goal_center - turn @ center
    return Matrix(matrix.tolist())
