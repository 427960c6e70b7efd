"""The same with neighbors in time held together: the rows are frames of a film."""

import numpy as np

from .bounded import solve_bounded

_CLOSE = 1e-5
"""How much values may change in the last sweep."""
_MOST_SWEEPS = 300


def solve_smooth(
    normal: np.ndarray,
    pulls: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    weight: float,
    follows: np.ndarray,
) -> np.ndarray:
    """(n, k) float64 of the least sum of x G x / 2 - c x of all rows and of weight / 2 times the
    squared differences between each row and the one that it follows.

    As `solve_bounded` has it; follows: (n - 1,) bool, whether a row follows that before it without
    a gap. By turns all even rows are solved and all odd ones, for what is beside them.
    """
    values = solve_bounded(normal, pulls, low, high)
    before = np.append(False, follows)
    after = np.append(follows, False)
    neighbors = before.astype(int) + after
    is_odd = np.arange(len(pulls)) % 2
    groups = []
    for odd in (0, 1):
        for count in (1, 2):
            rows = np.flatnonzero((is_odd == odd) & (neighbors == count))
            stiff = normal + weight * count * np.eye(len(normal))
            groups.append((rows, stiff))
    for _ in range(_MOST_SWEEPS):
        former = values.copy()
        for rows, stiff in groups:
            beside = _sum_beside(values, rows, before, after)
            pulled = pulls[rows] + weight * beside
            values[rows] = solve_bounded(stiff, pulled, low, high, values[rows])
        if np.abs(values - former).max(initial=0) < _CLOSE:
            break
    return values


def _sum_beside(
    values: np.ndarray,
    rows: np.ndarray,
    before: np.ndarray,
    after: np.ndarray,
) -> np.ndarray:
    """(m, k) the sum of the rows of values (n, k) beside these (m,), where there are such."""
    last = len(values) - 1
    earlier = values[rows - 1] * before[rows, None]
    later = values[np.minimum(rows + 1, last)] * after[rows, None]
    return earlier + later
