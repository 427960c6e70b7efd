"""Points and surfaces in space: transforming them, their islands, bringing one onto another."""

import numpy as np
from mathutils import Matrix
from mathutils.bvhtree import BVHTree

_STEPS = 200
"""Of the fit: it does not test whether it has come to rest."""
_SHARE = 0.8
"""Of the points that each step fits, the nearest: where others lie the surface may have nothing."""
_SMALLEST = 0.75
_LARGEST = 1.33
"""Scales beyond these say that the points slid off or shrank into a corner."""


def transform_points(matrix: Matrix, points: np.ndarray) -> np.ndarray:
    """(n, 3) points brought into other axes by a matrix (4x4)."""
    rows = np.array(matrix)
    turn = rows[:3, :3]
    offset = rows[:3, 3]
    return points @ turn.T + offset


def surface_of(points: np.ndarray, triangles: np.ndarray) -> BVHTree:
    """What finds the nearest place on a surface of points (n, 3) and triangles (m, 3)."""
    return BVHTree.FromPolygons(points.tolist(), triangles.tolist())


def islands(count: int, triangles: np.ndarray) -> np.ndarray:
    """(n,) The lowest number of a point in each point's island.

    count: n, of the points. triangles: (m, 3) numbers of points.
    For instance 0 0 0 3 4 4 4 of 7 points with the triangles 0 1 2 and 4 5 6.
    """
    lowest = np.arange(count)
    while True:
        corners = lowest[triangles]
        joined = lowest.copy()
        lowest_of_three = corners.min(axis=1)
        for corner in corners.T:
            np.minimum.at(joined, corner, lowest_of_three)
        # A point whose number is another point's takes on what that one has found by now: this way
        # a number spreads over twice the distance with each pass.
        joined = joined[joined]
        if np.array_equal(joined, lowest):
            return lowest
        lowest = joined


def surface_fit(points: np.ndarray, surface: BVHTree) -> Matrix | None:
    """The movement, turn and scale that bring points (n, 3) onto a surface near them, as a matrix
    (4x4); None where they do not find their place.

    Iterative closest point; each step leaves out the fifth of the points that is furthest off.
    """
    total = Matrix()
    for _step in range(_STEPS):
        places = []
        distances = []
        # As lists, which mathutils takes over faster than rows of arrays.
        for point in transform_points(total, points).tolist():
            place, _normal, _triangle, distance = surface.find_nearest(point)
            places.append(place)
            distances.append(distance)
        furthest = np.quantile(distances, _SHARE)
        kept = np.array(distances) <= furthest
        goal = np.array(places)
        # From where the points were at first: errors do not add up over the steps.
        total = _similarity(points[kept], goal[kept])
    if not _SMALLEST < total.median_scale < _LARGEST:
        return None
    return total


def _similarity(points: np.ndarray, goal: np.ndarray) -> Matrix:
    """The matrix (4x4) that brings points (n, 3) closest to their goal (n, 3), with one scale for
    all axes: least squares, by S. Umeyama 1991, "Least-squares estimation of transformation
    parameters between two point patterns".
    """
    center = points.mean(axis=0)
    goal_center = goal.mean(axis=0)
    points = points - center
    goal = goal - goal_center
    covariance = goal.T @ points
    u, strengths, vt = np.linalg.svd(covariance)
    # Turned, never mirrored: where the best fit were a mirror image, the weakest axis gives way.
    handedness = np.sign(np.linalg.det(u @ vt))
    signs = np.array([1, 1, handedness])
    spread = (points**2).sum()
    scale = (strengths * signs).sum() / spread
    turn = scale * (u * signs) @ vt
    offset = goal_center - turn @ center
    matrix = np.eye(4)
    matrix[:3, :3] = turn
    matrix[:3, 3] = offset
    return Matrix(matrix.tolist())
