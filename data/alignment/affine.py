"""The affine map between two sets of points, where there is one."""

import numpy as np

_EXACT = 4e-6
"""Of the farthest coordinate: what single precision may lose on the way."""
_FLATTEST = 1e5
"""How many times as much a map may stretch in one direction as in another."""


def affine_between(points: np.ndarray, moved: np.ndarray) -> np.ndarray | None:
    """(4, 4) float64, the map that brings points (n, 3) to where they have moved, (n, 3).

    None where no such map does, or none that can be undone. Four points at least, not in a plane.
    """
    rows = np.column_stack([points, np.ones(len(points))])
    columns, *_ = np.linalg.lstsq(rows, moved.astype(np.float64), rcond=None)
    farthest = max(np.abs(points).max(), np.abs(moved).max())
    left_over = np.abs(rows @ columns - moved).max()
    if not left_over <= _EXACT * farthest:  # NaN is no place, either
        return None
    found = np.eye(4)
    found[:3] = columns.T
    return found if np.linalg.cond(columns[:3]) < _FLATTEST else None
