"""From samples to curves: gaps, neutral, gains, smoothing, frames, mirroring; in this order.

Every step is a function of its own: none changes its arguments, and none needs another.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from ..channels import CHANNELS, region_of

HOLD, EASE = "hold", "ease"
"""What a face does in a gap too long to bridge: stay as it was, or relax to neutral and return."""

LONGEST_BRIDGE = 0.5
"""Seconds: beyond it a straight line between two samples says nothing of what the face did."""
EASE_SECONDS = 0.25
"""Time to relax to neutral, and to return from it."""

SPARED_REGIONS = ("eyes",)
"""Not calibrated unless asked: a blink in the neutral frame would take every blink away."""
_CLOSE_TO_ONE = 0.9
"""From this neutral on, what is left of a channel's range is mostly noise."""

DEFAULT_SMOOTHING = 0.06
"""Seconds: more than halves the jitter of a face at rest and keeps 95 % of a blink's depth."""
_WINDOW = 3.0
"""Half the filter's length in sigmas; the weights beyond come to 0.3 %."""
_SPREAD, _LID_SPREAD = 0.15, 0.012
"""Sigma of differences in value that count as noise. The tip of a slow blink is only 0.03 above the
samples next to it, so twice the usual noise of a lid, 0.006, is as much as it bears.
"""

_ROUNDING = 1e-3
"""Frames: a take that ends this close before a frame still reaches it."""

_Setting = TypeVar("_Setting")


def open_gaps(times: np.ndarray, fps: float, longest: float) -> tuple[np.ndarray, np.ndarray]:
    """Times for the rows that a recorder left out while it saw no face.

    times: (n,) seconds, increasing. Between two that are more than `longest` (and a step and a
    half) apart, times at the rate `fps` are added near both, as far as a face eases out and in.
    Returns (m,) times and (n,) the indices of the given ones among them.
    """
    step = 1 / fps
    gaps = np.flatnonzero(np.diff(times) > max(longest, 1.5 * step))
    if not len(gaps):
        return times, np.arange(len(times))
    added = []
    for before, after in zip(times[gaps], times[gaps + 1], strict=True):
        steps = step * np.arange(1, np.ceil(EASE_SECONDS * fps) + 1)
        steps = steps[steps < (after - before - step / 2)]
        added.append(np.union1d(before + steps, after - steps))
    all_times = np.union1d(times, np.concatenate(added))
    return all_times, np.searchsorted(all_times, times)


def fill_gaps(
    times: np.ndarray,
    values: np.ndarray,
    longest: float = LONGEST_BRIDGE,
    otherwise: str = HOLD,
) -> np.ndarray:
    """Samples for the runs of rows in which a column is NaN.

    times: (n,) seconds, increasing. values: (n, k), NaN where missing.
    longest: seconds between the samples before and after a gap up to which it is bridged linearly.
    otherwise: HOLD keeps the value before a longer gap up to the sample after it; EASE goes
        smoothly to 0 within EASE_SECONDS (or half the gap), stays, and comes back in the end.
    Before the first and after the last sample its value holds; a column without any stays NaN.
    Returns (n, k) float32. Raises ValueError when `otherwise` is neither.
    """
    if otherwise not in (HOLD, EASE):
        raise ValueError(f"otherwise: {otherwise!r} is neither {HOLD!r} nor {EASE!r}")
    filled = np.array(values, np.float32)
    for column in filled.T:
        missing = np.isnan(column)
        if missing.any() and not missing.all():
            _fill_column(times, column, missing, longest, otherwise)
    return filled


def _fill_column(
    times: np.ndarray, column: np.ndarray, missing: np.ndarray, longest: float, otherwise: str
) -> None:
    measured, rows = np.flatnonzero(~missing), np.flatnonzero(missing)
    column[rows] = np.interp(times[rows], times[measured], column[measured])
    place = np.searchsorted(measured, rows)
    within = (place > 0) & (place < len(measured))
    rows, place = rows[within], place[within]
    before, after = measured[place - 1], measured[place]
    gap = times[after] - times[before]
    long = gap > longest
    rows, before, after, gap = rows[long], before[long], after[long], gap[long]
    if otherwise == HOLD:
        column[rows] = column[before]
        return
    ease = np.minimum(EASE_SECONDS, gap / 2)
    column[rows] = column[before] * (1 - _smoothstep((times[rows] - times[before]) / ease))
    column[rows] += column[after] * (1 - _smoothstep((times[after] - times[rows]) / ease))


def _smoothstep(x: np.ndarray) -> np.ndarray:
    """From 0 at 0 to 1 at 1 with level ends, constant beyond."""
    x = np.clip(x, 0, 1)
    return x * x * (3 - 2 * x)


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
    known = ~np.isnan(values).all(axis=0)
    neutral[known] = np.nanpercentile(values[:, known], percent, axis=0)
    return neutral


def spare_regions(
    neutral: np.ndarray, names: Sequence[str], regions: Iterable[str] = SPARED_REGIONS
) -> np.ndarray:
    """A neutral (k,) that leaves the channels of some regions alone: it is 0 for them.

    regions: ids as in `REGIONS`, the eyes unless told; () spares none.
    """
    spared = frozenset(regions)
    return np.where([region_of(name) in spared for name in names], 0, neutral).astype(np.float32)


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
    stretched = (neutral >= 0) & (neutral < _CLOSE_TO_ONE)
    return ((values - neutral) / np.where(stretched, 1 - neutral, 1)).astype(np.float32)


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
    factors = _per_channel(names, gains or {}, 1.0)
    bounds = np.array(_per_channel(names, limits or {}, (-np.inf, np.inf))).reshape(-1, 2)
    return np.clip(values * np.array(factors), *bounds.T).astype(np.float32)


def _per_channel(
    names: Sequence[str], settings: Mapping[str, _Setting], default: _Setting
) -> list[_Setting]:
    return [settings.get(name, settings.get(region_of(name), default)) for name in names]


def smooth(
    values: np.ndarray, names: Sequence[str], fps: float, seconds: float = DEFAULT_SMOOTHING
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
    spreads = np.array([_LID_SPREAD if _is_lid(name) else _SPREAD for name in names], np.float32)
    total = np.ones_like(samples)
    shift = np.zeros_like(samples)
    for offset in range(1, min(int(_WINDOW * sigma), len(samples) - 1) + 1):
        # The two samples of a pair pull each other equally: one difference serves both.
        difference = samples[offset:] - samples[:-offset]
        weight = np.exp(-0.5 * ((difference / spreads) ** 2 + np.float32(offset / sigma) ** 2))
        unknown = np.isnan(difference)
        weight[unknown] = difference[unknown] = 0
        total[:-offset] += weight
        total[offset:] += weight
        weight *= difference
        shift[:-offset] += weight
        shift[offset:] -= weight
    return samples + shift / total


def _is_lid(name: str) -> bool:
    channel = CHANNELS.get(name)
    return channel is not None and channel.region == "eyes" and not channel.label.startswith("Look")


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
    count = int(np.floor((end - start) * fps / speed + _ROUNDING)) + 1
    moments = start + np.arange(count) * speed / fps
    frames = np.full((count, values.shape[1]), np.nan, np.float32)
    for column, samples in enumerate(values.T):
        measured = ~np.isnan(samples)
        if measured.any():
            frames[:, column] = np.interp(moments, times[measured], samples[measured])
    return frames


def mirrored(names: Iterable[str]) -> tuple[str, ...]:
    """The channels' partners on the other side; names without one, known or not, stay.

    Samples under these names show the mirrored face, together with `mirrored_head`.
    """
    return tuple(_PARTNERS.get(name, name) for name in names)


def mirrored_head(head: np.ndarray) -> np.ndarray:
    """Head pose (n, 3) of Pitch, Yaw, Roll in a mirror: yaw and roll change their signs."""
    return head * np.array([1, -1, -1], head.dtype)


def _partners() -> dict[str, str]:
    by_place = {(c.region, c.label, c.side): c.name for c in CHANNELS.values() if c.side}
    other = {"Left": "Right", "Right": "Left"}
    return {
        name: by_place[region, label, other[side]]
        for (region, label, side), name in by_place.items()
    }


_PARTNERS = _partners()
