"""From samples to curves: neutral, gains, smoothing, frames; in this order, once gaps are filled.

Every step is a function of its own: none changes its arguments, and none needs another.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from ..channels import CHANNELS, region_of

SPARED_REGIONS = ("eyes",)
"""Not calibrated unless asked: a blink in the neutral frame would take every blink away."""
_CLOSE_TO_ONE = 0.9
"""From this neutral on, what is left of a channel's range is mostly noise."""

# Measured on recordings of faces at rest and of blinks; tests/unit/test_signal.py holds them.
DEFAULT_SMOOTHING = 0.06
"""Seconds: more than halves the jitter of a face at rest and keeps 95 % of a blink's depth."""
_WINDOW = 3.0
"""Half the filter's length in sigmas; the weights beyond come to 0.3 %."""
_SPREAD = 0.15
"""Sigma of differences in value that count as noise."""
_LID_SPREAD = 0.012
"""The same for lids. The tip of a slow blink is only 0.03 above the samples next to it, so twice
the usual noise of a lid, 0.006, is as much as it bears.
"""

_ROUNDING = 1e-3
"""Frames: a take that ends this close before a frame still reaches it."""

_Setting = TypeVar("_Setting")


def neutral_of_frame(values: np.ndarray, index: int) -> np.ndarray:
    """The face (k,) of one row of (n, k) as the neutral; NaN where it was not measured.

    Raises IndexError when there is no such row.
    """
    return np.array(values[index], np.float32)


def neutral_of_percentile(values: np.ndarray, percent: float) -> np.ndarray:
    """Per channel the value (k,) that `percent` of its samples in (n, k) lie below.

    A low one, such as 10, finds the face at rest without a frame to point at. NaN for a channel
    without any sample. Raises ValueError when percent is outside 0..100.
    """
    neutral = np.full(values.shape[1], np.nan, np.float32)
    # NumPy warns about columns of NaN alone.
    is_known = ~np.isnan(values).all(axis=0)
    neutral[is_known] = np.nanpercentile(values[:, is_known], percent, axis=0)
    return neutral


def spare_regions(
    neutral: np.ndarray,
    names: Sequence[str],
    regions: Iterable[str] = SPARED_REGIONS,
) -> np.ndarray:
    """A neutral (k,) that leaves the channels of some regions alone: it is 0 for them.

    regions: ids as in `REGIONS`, the eyes unless told; () spares none.
    """
    spared = frozenset(regions)
    is_spared = [region_of(name) in spared for name in names]
    return np.where(is_spared, 0, neutral).astype(np.float32)


def calibrate(values: np.ndarray, neutral: np.ndarray) -> np.ndarray:
    """Take the subject's own neutral away, so that a face at rest is 0.

    values: (n, k) channels between 0 and 1 (not head pose). neutral: (k,), NaN for "unknown",
    which changes nothing, as 0 does.
    Where 0 <= neutral < 0.9 the rest is stretched, (x - neutral) / (1 - neutral): 1 stays 1. Any
    other neutral is only subtracted, as a stretch would blow up noise. Values below neutral become
    negative; `amplify` can clip them.
    Returns (n, k) float32.
    """
    neutral = np.nan_to_num(neutral, nan=0.0)
    is_stretched = (neutral >= 0) & (neutral < _CLOSE_TO_ONE)
    range_left = np.where(is_stretched, 1 - neutral, 1)
    return ((values - neutral) / range_left).astype(np.float32)


def amplify(
    values: np.ndarray,
    names: Sequence[str],
    gains: Mapping[str, float] | None = None,
    limits: Mapping[str, tuple[float, float]] | None = None,
) -> np.ndarray:
    """Multiply channels, then clip them.

    values: (n, k) of the channels `names`.
    gains: channel or region id -> factor. limits: channel or region id -> (lowest, highest).
        What is said of a channel overrides what is said of its region; the two are not combined.
        Channels outside the table belong to the region "other". Keys that fit nothing are ignored.
    Returns (n, k) float32, NaN where it was NaN.
    """
    factors = np.array(_per_channel(names, gains or {}, 1.0))
    no_limits = (-np.inf, np.inf)
    # The shape is for no channels at all, whose array would have one axis.
    bounds = np.array(_per_channel(names, limits or {}, no_limits))
    bounds = bounds.reshape(-1, 2)
    lowest, highest = bounds.T
    amplified = np.clip(values * factors, lowest, highest)
    return amplified.astype(np.float32)


def _per_channel(
    names: Sequence[str],
    settings: Mapping[str, _Setting],
    default: _Setting,
) -> list[_Setting]:
    """What settings say of each channel, else of its region, else the default."""
    found = []
    for name in names:
        of_region = settings.get(region_of(name), default)
        found.append(settings.get(name, of_region))
    return found


def smooth(
    values: np.ndarray,
    names: Sequence[str],
    fps: float,
    seconds: float = DEFAULT_SMOOTHING,
) -> np.ndarray:
    """Take the jitter out without lag: a bilateral filter, symmetric in time.

    values: (n, k) of the channels `names`, fps rows a second.
    seconds: sigma of the weights in time; 0 returns the values as they are.
    Samples that differ by far more than noise have no weight, so jumps stay sharp; for the eyelids
    that difference is smaller, so that blinks keep their depth. At the ends the window shrinks.
    Returns (n, k) float32; NaN stays NaN and counts for nothing.
    """
    samples = np.array(values, np.float32)
    if seconds <= 0:
        return samples
    sigma = seconds * fps
    spreads = np.array([_spread_of(name) for name in names], np.float32)
    # For each sample the sum of the weights, 1 for itself, and of the weighted differences.
    total = np.ones_like(samples)
    shift = np.zeros_like(samples)
    longest = min(int(_WINDOW * sigma), len(samples) - 1)
    # By offsets, not by samples: each turn works on whole columns.
    for offset in range(1, longest + 1):
        # The two samples of a pair pull each other equally: one difference serves both.
        difference = samples[offset:] - samples[:-offset]
        # Squared, in sigmas, in value and in time.
        distance = (difference / spreads) ** 2
        distance += np.float32(offset / sigma) ** 2
        weight = np.exp(-0.5 * distance)
        is_unknown = np.isnan(difference)
        weight[is_unknown] = 0
        difference[is_unknown] = 0
        total[:-offset] += weight
        total[offset:] += weight
        weight *= difference
        shift[:-offset] += weight
        shift[offset:] -= weight
    return samples + shift / total


def _spread_of(name: str) -> float:
    """Sigma of differences in a channel's value that count as noise."""
    if _is_lid(name):
        return _LID_SPREAD
    return _SPREAD


def _is_lid(name: str) -> bool:
    """Whether a channel moves the lids rather than the gaze: blinks are what smoothing can lose."""
    channel = CHANNELS.get(name)
    if channel is None or channel.region != "eyes":
        return False
    return not channel.label.startswith("Look")


def resample(
    times: np.ndarray,
    values: np.ndarray,
    fps: float,
    speed: float = 1.0,
    start: float | None = None,
    end: float | None = None,
) -> np.ndarray:
    """Linear interpolation of samples onto whole frames.

    times: (n,) seconds, increasing. values: (n, k), NaN where missing: gaps are bridged linearly,
    before the first and after the last sample its value holds, a column without any sample stays
    NaN.
    speed: seconds of the take a second of film, more than 0.
    start, end: the part shown, in seconds of the take's clock; its first and last row unless told.
        With start=0 a face that comes in late is in time with the other faces of its file.
    Returns (frames, k) float32: frame i is the take at start + i * speed / fps, the last one not
    after the end. Raises ValueError when speed is not above 0 or the end lies before the start.
    """
    start = float(times[0]) if start is None else start
    end = float(times[-1]) if end is None else end
    if not speed > 0:
        raise ValueError(f"speed: {speed} is not above 0")
    if end < start:
        raise ValueError(f"end: {end} s lies before the start at {start} s")
    length = (end - start) * fps / speed
    count = int(np.floor(length + _ROUNDING)) + 1
    moments = start + np.arange(count) * speed / fps
    shape = (count, values.shape[1])
    frames = np.full(shape, np.nan, np.float32)
    for column, samples in enumerate(values.T):
        is_measured = ~np.isnan(samples)
        if is_measured.any():
            known_times = times[is_measured]
            known = samples[is_measured]
            frames[:, column] = np.interp(moments, known_times, known)
    return frames
