"""Vertices as mixtures of control points: where each is, is one weighted sum.

A vertex lies at `offset + sum(weight * control)`, the sum over its few control points.
"""

from typing import NamedTuple

import numpy as np

from ..mixing import MOST
from .sparse import Sparse

FEW = 4
"""Of a coarse skin: more would cost a step on each frame, of which there are many in a viewport."""


class Blend(NamedTuple):
    """Of n vertices: points (n, MOST), indices of control points, the weightiest first; weight
    (n, MOST), 0 for those that a vertex does without; offset (n, 3) meters.
    """

    points: np.ndarray
    weight: np.ndarray
    offset: np.ndarray

    @property
    def most(self) -> int:
        """Of how many points a vertex is mixed at most."""
        return int((self.weight != 0).sum(axis=1).max(initial=1))

    def positions(self, controls: np.ndarray) -> np.ndarray:
        """(n, 3) where the vertices are for control points (m, 3)."""
        return self.offset + self.mixed(controls)

    def mixed(self, values: np.ndarray) -> np.ndarray:
        """(n, x) what values (m, x) of the control points make of the vertices'."""
        return np.einsum("nk,nkx->nx", self.weight, values[self.points])

    def pick(self, vertices: np.ndarray) -> "Blend":
        """The blend of some vertices (k,), by index or as (n,) truth values."""
        return Blend(self.points[vertices], self.weight[vertices], self.offset[vertices])


def blend_of(shares: Sparse, offset: np.ndarray | None = None) -> Blend:
    """The blend for a matrix of the shares of control points, and fixed places (n, 3) besides.

    What is left out is made up for by the others, so that a vertex's weights keep their sum.
    """
    count = shares.shape[0]
    order = np.lexsort((-np.abs(shares.value), shares.row))
    row = shares.row[order]
    value = shares.value[order]
    # The place among its row's entries: 0 for the weightiest.
    first_of_row = np.searchsorted(row, np.arange(count))
    place = np.arange(len(row)) - first_of_row[row]
    kept = place < MOST
    weight = np.zeros((count, MOST))
    weight[row[kept], place[kept]] = value[kept]
    points = np.zeros((count, MOST), np.int64)
    points[row[kept], place[kept]] = shares.column[order][kept]
    wanted = np.bincount(row, value, minlength=count)
    missing = wanted - weight.sum(axis=1)
    total = np.maximum(np.abs(weight).sum(axis=1), np.finfo(float).tiny)
    weight += np.abs(weight) * (missing / total)[:, None]
    return Blend(points, weight, np.zeros((count, 3)) if offset is None else offset)


def unmixed(places: np.ndarray) -> Blend:
    """The blend of vertices of no points at all, at fixed places (n, 3)."""
    count = len(places)
    return Blend(np.zeros((count, MOST), np.int64), np.zeros((count, MOST)), places)


def join(blends: list[Blend]) -> Blend:
    """Several blends one after the other."""
    return Blend(
        points=np.concatenate([blend.points for blend in blends]),
        weight=np.concatenate([blend.weight for blend in blends]),
        offset=np.concatenate([blend.offset for blend in blends]),
    )
