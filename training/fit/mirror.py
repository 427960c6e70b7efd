"""The face in a mirror: which vertex, channel and input takes whose place, with which sign."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from blendshape_face.data.anatomy.topology import ANCHORS, LANDMARKS, topology
from blendshape_face.data.motion.mirror import mirror_head, mirror_names


class Mirror(NamedTuple):
    """The mirror image of a vector: v[order] * signs."""

    order: np.ndarray
    signs: np.ndarray

    def of(self, values: np.ndarray) -> np.ndarray:
        """The mirror image along the last axis."""
        return values[..., self.order] * self.signs

    def first(self, count: int) -> "Mirror":
        """Of the first entries alone, which must be each other's partners."""
        return Mirror(self.order[:count], self.signs[:count])


@cache
def vertices() -> np.ndarray:
    """The vertex (478,) on the other side; the UV map is symmetric about u = 1/2."""
    uv = topology().uv
    flipped = uv * (-1, 1) + (1, 0)
    return np.linalg.norm(flipped[:, None] - uv, axis=2).argmin(axis=1)


def mirrored_meshes(meshes: np.ndarray) -> np.ndarray:
    """Meshes (.., 478, 3) in the plane x = 0."""
    return meshes[..., vertices(), :] * np.array([-1, 1, 1], meshes.dtype)


def mirrored_anchors(anchors: np.ndarray) -> np.ndarray:
    """Anchors (.., 12, 3) in the plane x = 0."""
    order = [ANCHORS.index(vertex) for vertex in vertices()[list(ANCHORS)]]
    return anchors[..., order, :] * np.array([-1, 1, 1])


def coordinates() -> Mirror:
    """The mirror of a flat mesh (1434,): all x, then all y, then all z."""
    order = np.concatenate([vertices() + axis * LANDMARKS for axis in range(3)])
    return Mirror(order, np.repeat([-1.0, 1.0, 1.0], LANDMARKS))


def inputs(features: Sequence[str]) -> Mirror:
    """The mirror of [features | pose | features x pose] (F + 3 + 3F,)."""
    count = len(features)
    partner = np.array([features.index(name) for name in mirror_names(features)])
    turn = mirror_head(np.ones((1, 3)))[0]
    order = [partner, count + np.arange(3)]
    order += [count + 3 + angle * count + partner for angle in range(3)]
    return Mirror(
        np.concatenate(order), np.concatenate([np.ones(count), turn, np.repeat(turn, count)])
    )
