"""Linear stand-ins for a surface that does not move linearly, such as a dressed face as shape keys.

s samples of F channels move n vertices; all positions are meters from where the vertices rest.
"""

from typing import NamedTuple

import numpy as np

_TURNS = 100
"""Enough for components of which one is a little larger than the others."""


class Samples(NamedTuple):
    """values (s, F) of the channels, moves (s, n, 3) of the vertices, counts (s,): how much for."""

    values: np.ndarray
    moves: np.ndarray
    counts: np.ndarray


def best_targets(exact: np.ndarray, samples: Samples) -> np.ndarray:
    """(F, n, 3) the target of each channel: that of least squares over the samples, or where it
    meets them better the exact one (F, n, 3), vertex by vertex.

    Vertices that move linearly so keep their exact motion. Every channel must occur in the samples.
    """
    channels, vertices, _ = exact.shape
    weighted = samples.values.T * samples.counts
    normal = weighted @ samples.values
    rows = samples.moves.reshape(len(samples.moves), -1)
    fitted = np.linalg.solve(normal, weighted @ rows)
    fitted = fitted.reshape(channels, vertices, 3)
    is_exact = _squares(exact, samples) <= _squares(fitted, samples)
    return np.where(is_exact[:, None], exact, fitted)


def left_over(targets: np.ndarray, values: np.ndarray, moves: np.ndarray) -> np.ndarray:
    """(s, n, 3) what targets (F, n, 3) miss of moves (s, n, 3), for values (s, F)."""
    # In the moves' own precision: of all samples together there are many.
    flat = targets.reshape(len(targets), moves[0].size).astype(moves.dtype)
    shown = values.astype(moves.dtype) @ flat
    return moves - shown.reshape(moves.shape)


def correctives(missed: np.ndarray, worst: float, most: int) -> np.ndarray:
    """(K, n, 3) as few targets as bring what was missed (s, n, 3) below `worst` meters, at most
    `most`; their weights there are -1 to 1.

    They are its principal components: no other K targets leave less.
    """
    rows = missed.reshape(len(missed), -1)
    targets = []
    while len(targets) < most and _longest(rows) > worst:
        weights = _first_component(rows)
        target = weights @ rows / (weights @ weights)
        rows = rows - np.outer(weights, target)
        targets.append(target.reshape(missed.shape[1:]))
    return np.array(targets).reshape(-1, *missed.shape[1:])


def weights_of(targets: np.ndarray, missed: np.ndarray) -> np.ndarray:
    """(s, K) the weights of targets (K, n, 3) that leave least of what is missed (s, n, 3)."""
    rows = missed.reshape(len(missed), -1)
    flat = targets.reshape(len(targets), rows.shape[1])
    return np.linalg.solve(flat @ flat.T, flat @ rows.T).T


def _first_component(rows: np.ndarray) -> np.ndarray:
    """(s,) how much of the first principal component is in each row (s, k), 1 at most."""
    products = rows @ rows.T
    # Again and again multiplied, any vector turns to it; of many rows a whole decomposition takes
    # ten times as long.
    weights = products @ np.ones(len(rows), rows.dtype)
    for _ in range(_TURNS):
        weights = products @ weights
        weights /= np.abs(weights).max()
    return weights


def _squares(targets: np.ndarray, samples: Samples) -> np.ndarray:
    """(n,) the sum over all samples of the squares of what targets miss."""
    missed = left_over(targets, samples.values, samples.moves)
    return np.einsum("snx,snx,s->n", missed, missed, samples.counts)


def _longest(rows: np.ndarray) -> float:
    """The longest vector in rows (s, 3 n)."""
    return float(np.linalg.norm(rows.reshape(-1, 3), axis=1).max(initial=0.0))
