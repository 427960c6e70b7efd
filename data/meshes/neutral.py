"""A person's neutral face, found among the frames of a film."""

import numpy as np

from .placing import Placed
from .solver import MeshSolver

_LOWEST = 5
"""Percent of the frames in which a channel is taken to rest."""
_SHARE = 20
"""One frame in so many is neutral."""
_MOST = 50


def calm_frames(solver: MeshSolver, placed: Placed) -> np.ndarray:
    """Indices (m,) of the frames of least expression, of meshes (n, p, 3) in the model's frame.

    Each channel is followed from the median mesh on, either way. What it does above its own lower
    values is expression: of all channels together, as far as they move the mesh.
    """
    rows = np.flatnonzero(np.isfinite(placed.meshes).all(axis=(1, 2)))
    known = placed.meshes[rows] - solver.by_head(placed.head[rows])
    typical = np.median(known, axis=0)
    values = solver.values(known, typical, low=-1.0)
    lowest = np.percentile(values, _LOWEST, axis=0)
    above = np.maximum(values - lowest, 0)
    expression = above @ solver.reach
    count = min(max(len(rows) // _SHARE, 1), _MOST)
    return rows[np.argsort(expression, kind="stable")[:count]]


def neutral_of(solver: MeshSolver, placed: Placed, frames: np.ndarray) -> np.ndarray:
    """(p, 3) the mean of these frames (m,), less what the model knows of the turned head."""
    still = placed.meshes[frames] - solver.by_head(placed.head[frames])
    return still.mean(axis=0)
