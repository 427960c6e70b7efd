"""What the times of a recording's samples tell: their unit, their rate, and which go on."""

import numpy as np

from .options import DEFAULT_FPS

_UNEVEN = 0.02
"""Share by which the mean rate may be off the usual one before samples must be missing."""

_UNITS = (
    # A step above 1 s is no frame rate, so it is in ms, and so on.
    (1.0, 1.0, "s"),
    (1e3, 1e-3, "ms"),
    (1e6, 1e-6, "us"),
)
"""Largest step between samples in a unit, the unit in seconds, and its name."""


def advancing(times: np.ndarray) -> np.ndarray:
    """Which of times (n,), in seconds, lie after all before them, (n,) bool.

    A time of NaN does not, and does not count for those after it:

    >>> advancing(np.array([0.0, 2.0, np.nan, 1.0, 3.0])).tolist()
    [True, True, False, False, True]
    """
    before = np.full(len(times), -np.inf)
    before[1:] = times[:-1]
    # fmax, unlike maximum, passes over NaN.
    latest = np.fmax.accumulate(before)
    return times > latest


def measured_rate(times: np.ndarray) -> float:
    """Samples a second of times (n,) in seconds: the mean rate, or that of the usual step where
    frames are missing.
    """
    if len(times) < 2:
        return DEFAULT_FPS
    steps = np.diff(times)
    duration = times[-1] - times[0]
    mean = len(steps) / duration
    usual = 1 / float(np.median(steps))
    # A clock of whole milliseconds makes single steps uneven; the mean is exact but for gaps.
    difference = abs(mean - usual)
    is_gapless = difference < _UNEVEN * usual
    return float(mean) if is_gapless else usual


def seconds_per_tick(ticks: np.ndarray) -> tuple[float, str]:
    """The unit, in seconds, of a clock (n,) that does not name one, and the evidence for it.

    Frames of 30 a second are steps of 0.033, 33 or 33,333:

    >>> seconds_per_tick(np.array([1000.0, 1033.0, 1067.0]))
    (0.001, 'steps of 33.5: ms')
    """
    steps = np.abs(np.diff(ticks))
    step = 0.0
    if np.isfinite(steps).any():
        step = float(np.nanmedian(steps))
    for largest_step, unit, title in _UNITS:
        if step <= largest_step:
            return unit, f"steps of {step:g}: {title}"
    return 1e-9, f"steps of {step:g}: ns"
