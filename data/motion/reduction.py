"""Fewer keys for the same motion: samples that straight lines between others stand in for.

The bound is on the mesh, not on the curves: a channel that hardly moves a vertex may be drawn more
roughly, and errors of channels that move the same vertices are added up as the mesh adds them.
"""

import numpy as np

from .error_mesh import ErrorMesh
from .key_lines import line_errors, spans_of
from .key_pruning import KeyPruning

# Chosen for few keys in little time; benchmarks/reduction.py prints both.
_GROWTH = (0.5, 0.75, 1.0, 1.5, 2.0)
"""Parts of the bound up to which one channel's error may grow while keys are taken out, in turn:
the cheap keys go first, whatever their channel. Errors beyond the bound need others against them.
"""


def reduce_keys(
    values: np.ndarray,
    shapes: np.ndarray,
    bound: float,
) -> list[np.ndarray]:
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
    # Columns beside one another: most of the work goes channel by channel.
    values = np.asfortranarray(values, np.float64)
    shapes = np.asarray(shapes)
    if not values.size:
        return [np.arange(0)] * values.shape[1]
    if not np.isfinite(values).all():
        raise ValueError("values: NaN or infinity cannot be drawn by keys")
    channel_count = values.shape[1]
    has_vertices = shapes.size > 0 and shapes[0].size % 3 == 0
    if len(shapes) != channel_count or not has_vertices:
        raise ValueError(f"shapes: {shapes.shape} does not fit {channel_count} channels")
    if not bound > 0:
        raise ValueError(f"bound: {bound} is not above 0")
    mesh = ErrorMesh(shapes, bound)
    kept = np.zeros(values.shape, bool)
    kept[[0, -1]] = True
    _split(values, kept, mesh.limits)
    _mend(values, kept, mesh)
    _prune(values, kept, mesh)
    return [np.flatnonzero(column) for column in kept.T]


def _errors(values: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """(n, k) of values - lines between the keys, both (n, k)."""
    # End to end the channels make one curve: each begins and ends with a key, so that no line
    # leads from one to the next.
    flat = values.T.ravel()
    keys = np.flatnonzero(kept.T)
    errors = np.zeros(flat.size)
    errors[:-1] = line_errors(flat, keys, spans_of(keys))
    return errors.reshape(values.shape[::-1]).T


def _split(
    values: np.ndarray,
    kept: np.ndarray,
    tolerances: np.ndarray,
) -> None:
    """Ramer-Douglas-Peucker for all channels at once: a key where a line is off most, until none
    is off by more than its channel's tolerance.

    values, kept: (n, k), kept is changed in place. tolerances: (k,) units.
    """
    count, channels = values.shape
    # As in `_errors`, the channels end to end. Excess counts in tolerances.
    flat = (values / tolerances).T.ravel()
    begins = np.arange(channels) * count
    ends = begins + count - 1
    if count == 1:
        return
    while len(begins):
        lines, middles = _worst_of_lines(flat, begins, ends)
        kept[middles % count, middles // count] = True
        # Only the halves of these lines have changed.
        begins = np.concatenate([begins[lines], middles])
        ends = np.concatenate([middles, ends[lines]])


def _worst_of_lines(
    flat: np.ndarray,
    begins: np.ndarray,
    ends: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Which of the lines from begins to ends, places in flat, are off by more than 1 somewhere; and
    the places (m,) where these are off most.
    """
    lengths = ends - begins
    spans = np.repeat(np.arange(len(lengths)), lengths)
    firsts = np.cumsum(lengths) - lengths
    ways = np.arange(len(spans)) - firsts[spans]
    places = begins[spans] + ways
    slopes = (flat[ends] - flat[begins]) / lengths
    excess = flat[places] - flat[begins][spans]
    excess -= slopes[spans] * ways
    np.abs(excess, out=excess)
    worst = np.maximum.reduceat(excess, firsts)
    is_worst = excess == worst[spans]
    found = np.flatnonzero(is_worst & (excess > 1))
    # Where several samples of a line are off equally, the first gets the key.
    lines, first = np.unique(spans[found], return_index=True)
    return lines, places[found[first]]


def _mend(
    values: np.ndarray,
    kept: np.ndarray,
    mesh: ErrorMesh,
) -> None:
    """Add keys until no vertex is off by more than the bound.

    In each run of frames where one is, the worst frame gets a key in the channel that carries the
    worst vertex furthest. values, kept: (n, k), kept is changed in place.
    """
    distances = np.zeros(len(values))
    vertices = np.zeros(len(values), int)
    is_changed = np.ones(len(values), bool)
    errors = _errors(values, kept)
    while True:
        # Only frames whose errors changed are computed anew: most keys change few frames.
        furthest, worst_vertices = mesh.worst(errors[is_changed])
        distances[is_changed] = furthest
        vertices[is_changed] = worst_vertices
        over = np.flatnonzero(distances > 1)
        if not len(over):
            return
        frames = _worst_of_runs(over, distances)
        shares = mesh.shares(errors[frames], vertices[frames])
        channels = shares.argmax(axis=1)
        kept[frames, channels] = True
        changed = np.unique(channels)
        errors_before = errors[:, changed]
        errors[:, changed] = _errors(values[:, changed], kept[:, changed])
        is_changed = (errors[:, changed] != errors_before).any(axis=1)


def _worst_of_runs(over: np.ndarray, distances: np.ndarray) -> np.ndarray:
    """The frame of the largest distance in each run of consecutive frames among `over` (m,).

    distances: (n,) of all frames. Frames 3 4 5 9 are two runs and give two frames.
    """
    # -2 is before any frame, so that the first one begins a run.
    begins = np.flatnonzero(np.diff(over, prepend=-2) > 1)
    worst = []
    for run in np.split(over, begins[1:]):
        place = distances[run].argmax()
        worst.append(run[place])
    return np.array(worst)


def _prune(
    values: np.ndarray,
    kept: np.ndarray,
    mesh: ErrorMesh,
) -> None:
    """Take out the keys without which the mesh stays within the bound, the cheapest first.

    values, kept: (n, k), kept is changed in place.
    """
    pruning = KeyPruning(values, kept, _errors(values, kept), mesh)
    for growth in _GROWTH:
        for channel in range(values.shape[1]):
            # Any key but every second one, then the others: no line touches two of a kind.
            pruning.take_out(channel, 1, growth)
            pruning.take_out(channel, 2, growth)
