"""Least squares within bounds, for thousands of right-hand sides and one matrix.

Which of the unknowns are at a bound is guessed, the others are solved for, and all guesses that
turn out wrong are exchanged at once: block principal pivoting as of Judice and Pires, Basic-set
algorithm for a generalized linear complementarity problem, 1992. A handful of turns do.
"""

import numpy as np

_PATIENCE = 3
"""Turns in which the number of wrong guesses may grow; from then on one is exchanged at a time,
which always ends.
"""
_TOLERANCE = 1e-10
"""In units in which the matrix has ones along its diagonal."""
_AT_A_TIME = 2048
"""Rows, of whose matrices the memory holds as many."""


def solve_bounded(
    normal: np.ndarray,
    pulls: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    start: np.ndarray | None = None,
) -> np.ndarray:
    """(n, k) float64: for each row c of pulls (n, k) the x of the least x G x / 2 - c x, exact but
    for rounding.

    normal: (k, k) symmetric and positive definite, G. low, high: (k,), infinite for no bound.
    start: (n, k) solutions of much the same pulls, which spare most of the turns.
    """
    # With ones along the diagonal all unknowns are of one size.
    sizes = np.sqrt(np.diag(normal))
    scaled = normal / np.outer(sizes, sizes)
    bounds = np.stack([low * sizes, high * sizes])
    if start is None:
        start = np.linalg.solve(normal, pulls.T).T
    solved = np.empty(pulls.shape)
    for first in range(0, len(pulls), _AT_A_TIME):
        rows = slice(first, first + _AT_A_TIME)
        solved[rows] = _solve(scaled, pulls[rows] / sizes, bounds, start[rows] * sizes)
    # Divided again, a bound may come out a hair beyond itself.
    return np.clip(solved / sizes, low, high)


def _solve(
    normal: np.ndarray,
    pulls: np.ndarray,
    bounds: np.ndarray,
    start: np.ndarray,
) -> np.ndarray:
    """As `solve_bounded`, of a matrix with ones along its diagonal. bounds: (2, k)."""
    held = _beyond(start, bounds)
    values = np.empty(pulls.shape)
    waiting = np.arange(len(pulls))
    fewest = np.full(len(pulls), pulls.shape[1] + 1)
    patience = np.full(len(pulls), _PATIENCE)
    while len(waiting):
        values[waiting] = _solve_free(normal, pulls[waiting], held[waiting], bounds)
        corrected = _corrected(normal, pulls[waiting], held[waiting], bounds, values[waiting])
        is_wrong = corrected != held[waiting]
        counts = is_wrong.sum(axis=1)
        is_fewer = counts < fewest[waiting]
        patience[waiting] = np.where(is_fewer, _PATIENCE, patience[waiting] - 1)
        fewest[waiting] = np.minimum(counts, fewest[waiting])
        is_stuck = patience[waiting] < 0
        is_wrong[is_stuck] &= _is_last(is_wrong[is_stuck])
        held[waiting] = np.where(is_wrong, corrected, held[waiting])
        waiting = waiting[counts > 0]
    return values


def _beyond(values: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """(n, k) int8: -1 where values (n, k) are at the lower bound or below, 1 at the upper one or
    above, else 0.
    """
    low, high = bounds
    below = values <= low
    above = values >= high
    return above.astype(np.int8) - (below & ~above)


def _solve_free(
    normal: np.ndarray,
    pulls: np.ndarray,
    held: np.ndarray,
    bounds: np.ndarray,
) -> np.ndarray:
    """(n, k): what is held at its bound, and for that the best of the others."""
    low, high = bounds
    values = np.where(held < 0, low, np.where(held > 0, high, 0.0))
    left = pulls - values @ normal
    is_free = held == 0
    counts = is_free.sum(axis=1)
    # In each row the free ones first.
    order = np.argsort(~is_free, axis=1, kind="stable")
    # Rows with as many free unknowns are solved together, in matrices no larger than that.
    for count in np.unique(counts):
        rows = np.flatnonzero(counts == count)
        columns = order[rows, :count]
        matrices = normal[columns[:, :, None], columns[:, None, :]]
        places = (rows[:, None], columns)
        solved = np.linalg.solve(matrices, left[places][..., None])
        values[places] = solved[..., 0]
    return values


def _corrected(
    normal: np.ndarray,
    pulls: np.ndarray,
    held: np.ndarray,
    bounds: np.ndarray,
    values: np.ndarray,
) -> np.ndarray:
    """What should be held (n, k), by where values (n, k) lie and which way they are pulled."""
    low, high = bounds
    slopes = values @ normal - pulls
    leaves_low = (held < 0) & (slopes < -_TOLERANCE)
    leaves_high = (held > 0) & (slopes > _TOLERANCE)
    # Where both bounds are one, nothing can leave.
    leaves = (leaves_low | leaves_high) & (low < high)
    is_free = held == 0
    corrected = np.where(leaves, 0, held)
    corrected = np.where(is_free & (values < low - _TOLERANCE), -1, corrected)
    return np.where(is_free & (values > high + _TOLERANCE), 1, corrected)


def _is_last(is_wrong: np.ndarray) -> np.ndarray:
    """(n, k) bool, the last that is true in each row of (n, k)."""
    last = is_wrong.shape[1] - 1 - is_wrong[:, ::-1].argmax(axis=1)
    return np.arange(is_wrong.shape[1]) == last[:, None]
