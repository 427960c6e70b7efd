"""Which channels of a model its meshes tell apart: some move the mesh alike, some hardly at all."""

from dataclasses import dataclass

import numpy as np

_UNSEEN = 5e-5
"""Meters, root mean square of all landmarks: no tracker sees less."""
_ALIKE = 0.95
"""Cosine from which on two channels move the mesh alike."""
_SHARED = 0.1
"""Share of a channel's motion that others cannot make together, from which on it is its own."""
_SMALLEST = 1e-6
"""Of the largest singular value: smaller ones are rounding."""


@dataclass(frozen=True)
class Telling:
    """rank: of the k channels' shapes. unseen: those that hardly move the mesh.

    alike: pairs that move it alike, with the cosine of their shapes, the most alike first.
    shared: channels most of whose motion others can make together, with the share that is theirs.
    """

    rank: int
    names: tuple[str, ...]
    unseen: tuple[str, ...]
    alike: tuple[tuple[str, str, float], ...]
    shared: tuple[tuple[str, float], ...]


def telling_of(names: tuple[str, ...], shapes: np.ndarray) -> Telling:
    """Of channels with shapes (k, p, 3) in meters, aligned as the meshes are."""
    rows = shapes.reshape(len(shapes), -1).astype(np.float64)
    lengths = np.linalg.norm(rows, axis=1)
    reach = lengths / np.sqrt(shapes.shape[1])
    is_seen = reach >= _UNSEEN
    seen = [name for name, is_in in zip(names, is_seen, strict=True) if is_in]
    unseen = [name for name in names if name not in seen]
    directions = rows[is_seen] / lengths[is_seen, None]
    return Telling(
        rank=_rank(directions),
        names=names,
        unseen=tuple(unseen),
        alike=_alike(seen, directions),
        shared=_shared(seen, directions),
    )


def _rank(directions: np.ndarray) -> int:
    strengths = np.linalg.svd(directions, compute_uv=False)
    return int(np.count_nonzero(strengths > _SMALLEST * strengths.max(initial=0)))


def _alike(names: list[str], directions: np.ndarray) -> tuple[tuple[str, str, float], ...]:
    cosines = directions @ directions.T
    pairs = []
    for first, second in np.argwhere(np.triu(cosines >= _ALIKE, 1)).tolist():
        pairs.append((names[first], names[second], float(cosines[first, second])))
    return tuple(sorted(pairs, key=lambda pair: -pair[2]))


def _shared(names: list[str], directions: np.ndarray) -> tuple[tuple[str, float], ...]:
    """By the inverse of their products, whose diagonal is one over the square of that share."""
    products = directions @ directions.T
    inverse = np.linalg.inv(products + _SMALLEST * np.eye(len(products)))
    own = 1 / np.sqrt(np.diag(inverse))
    shares = zip(names, own.tolist(), strict=True)
    found = [(name, share) for name, share in shares if share < _SHARED]
    return tuple(sorted(found, key=lambda entry: entry[1]))
