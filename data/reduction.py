"""Fewer keys for the same motion: samples that straight lines between others stand in for.

The bound is on the mesh, not on the curves: a channel that hardly moves a vertex may be drawn more
roughly, and errors of channels that move the same vertices are added up as the mesh adds them.
"""

import numpy as np

_IDLE_ERROR = 0.01
"""Units: how far a channel's curve may be off that is too weak for the mesh to tell."""
_SHARES = (0.5, 0.75, 1.0)
"""Parts of the bound that one channel may take up at first. Which one ends with the fewest keys
depends on how many channels move at a time.
"""
_GROWTH = (0.5, 0.75, 1.0, 1.5, 2.0)
"""Parts of the bound up to which one channel's error may grow while keys are taken out, in turn:
the cheap keys go first, whatever their channel. Errors beyond the bound need others against them.
"""
_MARGIN = 1e-4
"""Part of the bound set aside for the rounding of single precision."""
_BLOCK = 2048
"""Frames multiplied at a time: a few MB that stay in the processor's cache."""
_TRIAL_FRAMES = 1024
"""A longer take tries the shares on its first frames only."""


def reduce_keys(values: np.ndarray, shapes: np.ndarray, bound: float) -> list[np.ndarray]:
    """The keys to keep so that with straight lines between them the mesh stays where it was.

    values: (n, k) finite, at consecutive frames. Where a model clips its channels, clip first.
    shapes: (k, V, 3) or (k, 3 V) as x0 y0 z0 x1 .., metres of displacement per unit.
    bound: metres that no vertex may be off at any frame, more than 0.
    Returns for each channel the frames of its keys, sorted, the first and the last among them; a
    constant channel keeps these two (one, if there is only one frame).
    A channel of which a whole unit moves no vertex by the bound is kept within 0.01 of its values
    as well, so that its curve still tells what it did.
    Raises ValueError for values that are not finite, shapes that do not fit, or no bound.
    """
    values = np.asarray(values, np.float64)
    shapes = np.asarray(shapes).reshape(len(shapes), -1)
    if not np.isfinite(values).all():
        raise ValueError("values: NaN or infinity cannot be drawn by keys")
    if len(shapes) != values.shape[1] or shapes.shape[1] % 3:
        raise ValueError(f"shapes: {shapes.shape} does not fit {values.shape[1]} channels")
    if not bound > 0:
        raise ValueError(f"bound: {bound} is not above 0")
    if not values.size:
        return [np.arange(0)] * values.shape[1]
    mesh = _Mesh(shapes, bound)
    trial = values[:_TRIAL_FRAMES]
    if len(trial) < len(values):
        shares = [min(_SHARES, key=lambda share: _kept(trial, mesh, share).sum())]
    else:
        shares = _SHARES
    kept = min((_kept(values, mesh, share) for share in shares), key=np.sum)
    return [np.flatnonzero(column) for column in kept.T]


class _Mesh:
    """What errors of channels do to vertices, in units of the bound.

    shapes: (3, k, V) float32, each axis an array of its own to multiply with.
    limits: (k,) error of a channel alone that moves some vertex by the bound, or its idle error.
    """

    def __init__(self, shapes: np.ndarray, bound: float) -> None:
        scaled = shapes.reshape(len(shapes), -1, 3) / (bound * (1 - _MARGIN))
        self.shapes = np.ascontiguousarray(scaled.transpose(2, 0, 1), np.float32)
        reach = np.linalg.norm(scaled, axis=2).max(axis=1, initial=0)
        self.idle = reach < 1
        self.limits = np.where(self.idle, _IDLE_ERROR, 1 / np.maximum(reach, 1))

    def squares(self, errors: np.ndarray) -> np.ndarray:
        """Squared distances (f, V) by which errors (f, k) of channels move the vertices."""
        x, y, z = np.matmul(errors.astype(np.float32), self.shapes)
        x *= x
        x += np.multiply(y, y, out=y)
        x += np.multiply(z, z, out=z)
        return x

    def worst(self, errors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Per row of errors (f, k) the largest distance (f,) of a vertex, and which it is (f,)."""
        distances, vertices = np.zeros(len(errors)), np.zeros(len(errors), int)
        if not self.shapes.shape[2]:
            return distances, vertices
        for first in range(0, len(errors), _BLOCK):
            block = slice(first, first + _BLOCK)
            squares = self.squares(errors[block])
            vertices[block] = squares.argmax(axis=1)
            distances[block] = np.sqrt(squares.max(axis=1))
        return distances, vertices

    def shares(self, errors: np.ndarray, vertices: np.ndarray) -> np.ndarray:
        """What each channel adds (f, k) to the way of one vertex (f,) a row of errors (f, k)."""
        ways = errors[:, :, None] * self.shapes[:, :, vertices].transpose(2, 1, 0)
        return np.einsum("fki,fi->fk", ways, ways.sum(axis=1))


def _kept(values: np.ndarray, mesh: _Mesh, share: float) -> np.ndarray:
    """Keys (n, k) bool: split lines per channel, mend what they add up to, then take keys out."""
    kept = np.zeros(values.shape, bool)
    kept[[0, -1]] = True
    tolerances = np.where(mesh.idle, 1, share) * mesh.limits
    _split(values, kept, tolerances)
    _mend(values, kept, mesh)
    for growth in _GROWTH:
        _prune(values, kept, mesh, growth)
    return kept


def _errors(values: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """values - lines between the keys, both (n, k)."""
    # End to end the channels make one curve: each begins and ends with a key, so that no line
    # leads from one to the next.
    flat = values.T.ravel()
    keys = np.flatnonzero(kept.T)
    lines = np.interp(np.arange(flat.size), keys, flat[keys])
    return (flat - lines).reshape(values.shape[::-1]).T


def _split(values: np.ndarray, kept: np.ndarray, tolerances: np.ndarray) -> None:
    """Ramer-Douglas-Peucker for all channels at once: a key where a line is off most, until none
    is off by more than its channel's tolerance.
    """
    while True:
        excess = (np.abs(_errors(values, kept)) / tolerances).T.ravel()
        keys = np.flatnonzero(kept.T)
        worst = np.maximum.reduceat(excess, keys)
        if not (worst > 1).any():
            return
        line = np.repeat(np.arange(len(keys)), np.diff(keys, append=excess.size))
        places = np.flatnonzero((excess == worst[line]) & (excess > 1))
        _, first = np.unique(line[places], return_index=True)
        channels, frames = np.divmod(places[first], len(values))
        kept[frames, channels] = True


def _mend(values: np.ndarray, kept: np.ndarray, mesh: _Mesh) -> None:
    """Add keys until no vertex is off by more than the bound.

    In each run of frames where one is, the worst frame gets a key in the channel that carries the
    worst vertex furthest.
    """
    distances = np.zeros(len(values))
    vertices = np.zeros(len(values), int)
    changed = np.ones(len(values), bool)
    before = None
    while True:
        errors = _errors(values, kept)
        if before is not None:
            changed = (errors != before).any(axis=1)
        distances[changed], vertices[changed] = mesh.worst(errors[changed])
        over = np.flatnonzero(distances > 1)
        if not len(over):
            return
        runs = np.flatnonzero(np.diff(over, prepend=-2) > 1)
        frames = np.array([run[distances[run].argmax()] for run in np.split(over, runs[1:])])
        kept[frames, mesh.shares(errors[frames], vertices[frames]).argmax(axis=1)] = True
        before = errors


def _prune(values: np.ndarray, kept: np.ndarray, mesh: _Mesh, growth: float) -> None:
    """Take out the keys without which the mesh stays within the bound.

    growth: part of the bound up to which a channel's own error may grow.
    """
    errors = _errors(values, kept)
    for channel in range(values.shape[1]):
        limit = mesh.limits[channel] * (min(growth, 1) if mesh.idle[channel] else growth)
        for parity in (1, 2):
            _prune_every_other(values, kept[:, channel], errors, mesh, channel, limit, parity)


def _prune_every_other(
    values: np.ndarray,
    kept: np.ndarray,
    errors: np.ndarray,
    mesh: _Mesh,
    channel: int,
    limit: float,
    parity: int,
) -> None:
    """Every other key of a channel can be judged at once: no line touches two of them.

    Changes kept (n,) and errors (n, k).
    """
    keys = np.flatnonzero(kept)
    tried = keys[parity:-1:2]
    if not len(tried):
        return
    samples = values[:, channel]
    remaining = np.delete(keys, np.arange(parity, len(keys) - 1, 2))
    proposed = samples - np.interp(np.arange(len(samples)), remaining, samples[remaining])
    starts, ends = keys[parity - 1 : -2 : 2][: len(tried)], keys[parity + 1 :: 2][: len(tried)]
    # A frame's span: the key tried between its two neighbours; frames outside belong to none.
    span = np.searchsorted(ends, np.arange(len(samples)), side="right")
    inside = (span < len(tried)) & (np.arange(len(samples)) > np.append(starts, len(samples))[span])
    bad = np.zeros(len(tried), bool)
    bad[span[inside & (np.abs(proposed) > limit)]] = True
    frames = np.flatnonzero(inside)
    frames = frames[~bad[span[frames]]]
    trial = errors[frames]
    trial[:, channel] = proposed[frames]
    distances, _ = mesh.worst(trial)
    bad[span[frames[distances > 1]]] = True
    frames = frames[~bad[span[frames]]]
    errors[frames, channel] = proposed[frames]
    kept[tried[~bad]] = False
