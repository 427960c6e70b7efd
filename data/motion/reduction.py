"""Fewer keys for the same motion: samples that straight lines between others stand in for.

The bound is on the mesh, not on the curves: a channel that hardly moves a vertex may be drawn more
roughly, and errors of channels that move the same vertices are added up as the mesh adds them.
"""

import numpy as np

_IDLE_ERROR = 0.01
"""Units: how far a channel's curve may be off that is too weak for the mesh to tell."""
_GROWTH = (0.5, 0.75, 1.0, 1.5, 2.0)
"""Parts of the bound up to which one channel's error may grow while keys are taken out, in turn:
the cheap keys go first, whatever their channel. Errors beyond the bound need others against them.
"""
_MARGIN = 1e-4
"""Part of the bound set aside for the rounding of single precision."""
_BLOCK = 128
"""Frames computed at a time, so that their vertices stay in the processor's cache."""
_WINDOW, _WINDOW_BYTES = 4096, 256 << 20
"""Frames of which all vertices are remembered at a time, 24 MB for the 478 of a face; fewer of a
mesh that would take more than that many bytes.
"""


def reduce_keys(values: np.ndarray, shapes: np.ndarray, bound: float) -> list[np.ndarray]:
    """The keys to keep so that with straight lines between them the mesh stays where it was.

    values: (n, k) finite, at consecutive frames. Where a model clips its channels, clip first.
    shapes: (k, V, 3) or (k, 3 V) as x0 y0 z0 x1 .., meters of displacement per unit.
    bound: meters that no vertex may be off at any frame, more than 0.
    Returns for each channel the frames of its keys, sorted, the first and the last among them; a
    constant channel keeps these two (one, if there is only one frame).
    A channel of which a whole unit moves no vertex by the bound is kept within 0.01 of its values
    as well, so that its curve still tells what it did.
    Raises ValueError for values that are not finite, shapes that do not fit, or no bound.
    """
    values, shapes = np.asarray(values, np.float64), np.asarray(shapes)
    if not values.size:
        return [np.arange(0)] * values.shape[1]
    if not np.isfinite(values).all():
        raise ValueError("values: NaN or infinity cannot be drawn by keys")
    if len(shapes) != values.shape[1] or not shapes.size or shapes[0].size % 3:
        raise ValueError(f"shapes: {shapes.shape} does not fit {values.shape[1]} channels")
    if not bound > 0:
        raise ValueError(f"bound: {bound} is not above 0")
    mesh = _Mesh(shapes, bound)
    kept = np.zeros(values.shape, bool)
    kept[[0, -1]] = True
    _split(values, kept, mesh.limits)
    _mend(values, kept, mesh)
    _prune(values, kept, mesh)
    return [np.flatnonzero(column) for column in kept.T]


class _Mesh:
    """What errors of channels do to vertices, in units of the bound.

    shapes: (3, k, V) float32, each axis an array of its own to multiply with.
    limits: (k,) error of a channel alone that moves some vertex by the bound, or its idle error.
    """

    def __init__(self, shapes: np.ndarray, bound: float) -> None:
        scaled = shapes.reshape(len(shapes), -1, 3) / (bound * (1 - _MARGIN))
        self.shapes = np.ascontiguousarray(scaled.transpose(2, 0, 1), np.float32)
        reach = np.linalg.norm(scaled, axis=2).max(axis=1)
        self.idle = reach < 1
        self.limits = np.where(self.idle, _IDLE_ERROR, 1 / np.maximum(reach, 1))

    def moved(self, errors: np.ndarray) -> np.ndarray:
        """How far errors (f, k) of channels move the vertices: (3, f, V) float32."""
        return np.matmul(errors.astype(np.float32), self.shapes)

    def worst(self, errors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Per row of errors (f, k) the largest distance (f,) of a vertex, and which it is (f,)."""
        distances, vertices = np.zeros(len(errors)), np.zeros(len(errors), int)
        for first in range(0, len(errors), _BLOCK):
            block = slice(first, first + _BLOCK)
            squares = _squares(self.moved(errors[block]))
            vertices[block] = squares.argmax(axis=1)
            distances[block] = np.sqrt(squares.max(axis=1))
        return distances, vertices

    def shares(self, errors: np.ndarray, vertices: np.ndarray) -> np.ndarray:
        """What each channel adds (f, k) to the way of one vertex (f,) a row of errors (f, k)."""
        ways = errors[:, :, None] * self.shapes[:, :, vertices].transpose(2, 1, 0)
        return np.einsum("fki,fi->fk", ways, ways.sum(axis=1))


def _squares(moved: np.ndarray) -> np.ndarray:
    """Squared lengths (f, V) of (3, f, V)."""
    x, y, z = moved
    squares = x * x
    squares += y * y
    squares += z * z
    return squares


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
    active = np.arange(values.shape[1])
    while len(active):
        part = kept[:, active]
        excess = (np.abs(_errors(values[:, active], part)) / tolerances[active]).T.ravel()
        keys = np.flatnonzero(part.T)
        worst = np.maximum.reduceat(excess, keys)
        line = np.repeat(np.arange(len(keys)), np.diff(keys, append=excess.size))
        places = np.flatnonzero((excess == worst[line]) & (excess > 1))
        _, first = np.unique(line[places], return_index=True)
        channels, frames = np.divmod(places[first], len(values))
        kept[frames, active[channels]] = True
        active = active[np.unique(channels)]


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


def _prune(values: np.ndarray, kept: np.ndarray, mesh: _Mesh) -> None:
    """Take out the keys without which the mesh stays within the bound, the cheapest first."""
    errors = _errors(values, kept)
    length = max(_BLOCK, min(_WINDOW, _WINDOW_BYTES // mesh.shapes[:, 0].nbytes))
    for first in range(0, len(values), length):
        window = slice(first, first + length)
        pruning = _Pruning(values[window], kept[window], errors[window], mesh)
        for growth in _GROWTH:
            for channel in range(values.shape[1]):
                # Any key but every second one, then the others: no line touches two of a kind.
                pruning.take_out(channel, 1, growth)
                pruning.take_out(channel, 2, growth)


class _Pruning:
    """Some frames of a take while keys are taken out of them.

    values, errors: (n, k); kept: (n, k) bool. errors and kept are changed in place. What lies
    before a channel's first key here and after its last one stays as it is.
    """

    def __init__(
        self, values: np.ndarray, kept: np.ndarray, errors: np.ndarray, mesh: _Mesh
    ) -> None:
        self.values, self.kept, self.errors, self.mesh = values, kept, errors, mesh
        self.moved = mesh.moved(errors)

    def take_out(self, channel: int, first: int, growth: float) -> None:
        """Try a channel's every second key, from the one at `first` on, all at once.

        growth: part of the bound up to which the channel's own error may grow.
        """
        samples = self.values[:, channel]
        keys = np.flatnonzero(self.kept[:, channel])
        count = (len(keys) - first) // 2
        if count < 1:
            return
        borders = keys[first - 1 : first + 2 * count : 2]
        tried = keys[first : first + 2 * count : 2]
        # The frames that change, and for each the place in `tried` of the key it depends on.
        frames = np.arange(borders[0], borders[-1])
        spans = np.repeat(np.arange(count), np.diff(borders))
        errors = samples[frames] - np.interp(frames, borders, samples[borders])
        mesh = self.mesh
        limit = mesh.limits[channel] * (min(growth, 1) if mesh.idle[channel] else growth)
        good = np.ones(count, bool)
        good[spans[np.abs(errors) > limit]] = False
        possible = good[spans]
        frames, spans, errors = frames[possible], spans[possible], errors[possible]
        changes = errors - self.errors[frames, channel]
        good[spans[self._worst(channel, frames, changes) > 1]] = False
        possible = good[spans]
        frames = frames[possible]
        self.errors[frames, channel] = errors[possible]
        self._move(channel, frames, changes[possible])
        self.kept[tried[good], channel] = False

    def _worst(self, channel: int, frames: np.ndarray, changes: np.ndarray) -> np.ndarray:
        """The largest squared distance (f,) of a vertex if a channel changed at frames (f,)."""
        worst = np.zeros(len(frames))
        for first in range(0, len(frames), _BLOCK):
            block = slice(first, first + _BLOCK)
            moved = self.moved[:, frames[block]]
            moved += self._change(channel, changes[block])
            worst[block] = _squares(moved).max(axis=1)
        return worst

    def _move(self, channel: int, frames: np.ndarray, changes: np.ndarray) -> None:
        for first in range(0, len(frames), _BLOCK):
            block = slice(first, first + _BLOCK)
            self.moved[:, frames[block]] += self._change(channel, changes[block])

    def _change(self, channel: int, changes: np.ndarray) -> np.ndarray:
        return changes.astype(np.float32)[:, None] * self.mesh.shapes[:, None, channel]
