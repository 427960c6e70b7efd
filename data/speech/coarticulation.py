"""From visemes in time to channels: each sound colors its neighbors.

After Cohen and Massaro (1993), Modeling coarticulation in synthetic visual speech: a sound has a
dominance that falls off before and behind it, and the mouth is the mean of all, weighted by it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .viseme_table import visemes

_REACH = 0.035
"""Seconds in which a sound's dominance falls to 1/e."""
_BLOCK = 4096
"""Samples at a time: with all sounds of a lecture the weights would take gigabytes."""
_FARTHEST = 0.5
"""Seconds from which on a sound does not count any more."""


class Cue(NamedTuple):
    """A viseme by its name, from start to end in seconds."""

    start: float
    end: float
    viseme: str


def mouth_of(cues: Sequence[Cue], times: np.ndarray) -> tuple[tuple[str, ...], np.ndarray]:
    """The channels that visemes move, and their values (n, k) float32 at times (n,) in seconds.

    Cues are in the order of time. Where none is near the mouth is at rest.
    """
    table = visemes()
    names = tuple(dict.fromkeys(name for each in table.values() for name in each.shape))
    shapes = np.zeros((len(cues), len(names)))
    strengths = np.zeros(len(cues))
    for row, cue in enumerate(cues):
        viseme = table[cue.viseme]
        strengths[row] = viseme.strength
        for name, value in viseme.shape.items():
            shapes[row, names.index(name)] = value
    starts = np.array([cue.start for cue in cues])
    ends = np.array([cue.end for cue in cues])
    values = np.zeros((len(times), len(names)), np.float32)
    for begin in range(0, len(times), _BLOCK):
        block = slice(begin, begin + _BLOCK)
        now = times[block]
        is_near = (starts < now[-1] + _FARTHEST) & (ends > now[0] - _FARTHEST)
        # 0 within a sound.
        before = starts[is_near] - now[:, None]
        behind = now[:, None] - ends[is_near]
        distance = np.maximum(np.maximum(before, behind), 0)
        dominance = strengths[is_near] * np.exp(-distance / _REACH)
        # A mouth left alone comes to rest.
        at_rest = np.exp(-_FARTHEST / _REACH)
        total = dominance.sum(axis=1) + at_rest
        values[block] = dominance @ shapes[is_near] / total[:, None]
    return names, values
