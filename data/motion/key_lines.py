"""Straight lines from key to key."""

import numpy as np


def line_errors(
    samples: np.ndarray,
    keys: np.ndarray,
    spans: np.ndarray,
) -> np.ndarray:
    """Samples - lines between the keys, from the first key to just before the last, (m,).

    samples: (n,), one a frame. keys: (c,) frames, sorted. spans: (m,) the number of the line that
    each frame is on, as `spans_of` gives it.
    """
    ends = samples[keys]
    slopes = np.diff(ends) / np.diff(keys)
    errors = samples[keys[0] : keys[-1]] - ends[spans]
    ways = np.arange(keys[0], keys[-1]) - keys[spans]
    errors -= slopes[spans] * ways
    return errors


def spans_of(keys: np.ndarray) -> np.ndarray:
    """The number of the line for each frame from the first key to just before the last: keys 0, 3
    and 5 give 0 0 0 1 1.
    """
    return np.repeat(np.arange(len(keys) - 1), np.diff(keys))
