"""Times at which a recorder saw no face: rows for them, and what the face does meanwhile."""

from typing import Literal

import numpy as np

from ..interpolation import smoothstep

LongGaps = Literal["hold", "ease"]
"""What a face does in a gap too long to bridge: stay as it was, or relax to neutral and return."""
HOLD: LongGaps = "hold"
EASE: LongGaps = "ease"

LONGEST_BRIDGE = 0.5
"""Seconds: beyond it a straight line between two samples says nothing of what the face did."""
EASE_SECONDS = 0.25
"""Time to relax to neutral, and to return from it."""
_LATEST = 1.5
"""Steps of the recording's rate after which a row is missing, not late."""


def open_gaps(
    times: np.ndarray,
    fps: float,
    longest: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Times for the rows that a recorder left out while it saw no face.

    times: (n,) seconds, increasing. Between two that are more than `longest` (and a step and a
    half) apart, times at the rate `fps` are added near both, as far as a face eases out and in.
    Returns (m,) times and (n,) the indices of the given ones among them.
    """
    step = 1 / fps
    is_gap = np.diff(times) > max(longest, _LATEST * step)
    if not is_gap.any():
        return times, np.arange(len(times))
    ease_rows = np.ceil(EASE_SECONDS * fps)
    ease_steps = step * np.arange(1, ease_rows + 1)
    starts = times[:-1][is_gap]
    ends = times[1:][is_gap]
    added = []
    for before, after in zip(starts, ends, strict=True):
        # Half a step short of the other end, where a row of that end stands already.
        room = after - before - step / 2
        steps = ease_steps[ease_steps < room]
        added.append(np.union1d(before + steps, after - steps))
    all_times = np.union1d(times, np.concatenate(added))
    return all_times, np.searchsorted(all_times, times)


def fill_gaps(
    times: np.ndarray,
    values: np.ndarray,
    longest: float = LONGEST_BRIDGE,
    otherwise: LongGaps = HOLD,
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
        is_missing = np.isnan(column)
        if is_missing.any() and not is_missing.all():
            _fill_column(times, column, is_missing, longest, otherwise)
    return filled


def _fill_column(
    times: np.ndarray,
    column: np.ndarray,
    is_missing: np.ndarray,
    longest: float,
    otherwise: LongGaps,
) -> None:
    """Fill a column (n,) in place; is_missing: (n,) bool, some and not all."""
    measured = np.flatnonzero(~is_missing)
    missing = np.flatnonzero(is_missing)
    # This holds the ends and bridges all gaps; long ones are done over below.
    column[missing] = np.interp(
        times[missing],
        times[measured],
        column[measured],
    )

    # The place of the sample after each missing row, among those measured.
    following = np.searchsorted(measured, missing)
    is_between = (following > 0) & (following < len(measured))
    missing = missing[is_between]
    following = following[is_between]
    before = measured[following - 1]
    after = measured[following]

    is_long = times[after] - times[before] > longest
    missing = missing[is_long]
    before = before[is_long]
    after = after[is_long]
    if otherwise == HOLD:
        column[missing] = column[before]
        return
    gap = times[after] - times[before]
    ease = np.minimum(EASE_SECONDS, gap / 2)
    since = times[missing] - times[before]
    until = times[after] - times[missing]
    # Where one is above 0 the other is 0: they meet in the middle of a short gap.
    share_before = 1 - smoothstep(since / ease)
    share_after = 1 - smoothstep(until / ease)
    column[missing] = column[before] * share_before
    column[missing] += column[after] * share_after
