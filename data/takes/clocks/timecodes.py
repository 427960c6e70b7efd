"""Timecodes `HH:MM:SS:FF.fff`: how many frames make a second, and which labels were dropped."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .rates import NTSC

NO_TIMECODE = "a timecode HH:MM:SS:FF.fff"

HALF_DAY = 43_200
"""Seconds by which a clock must fall back to have passed midnight."""
DAY = 86_400
"""Seconds."""
USUAL_BASE = 60
"""Frames a second where no second rolls over; Live Link Face counts at 60 also when it records at
30."""
_BASES = (10, 12, 15, 20, 24, 25, 30, 48, 50, 60, 72, 75, 90, 96, 100, 120, 144, 200, 240, 1000)
"""Frames a second that are counted."""
_COMMON_BASES = (24, 25, 30, 60, 120)
"""Those to choose from where no second rolls over."""
_LABELS_DROPPED = {30: 2, 60: 4, 120: 8}
"""Base -> labels that a drop-frame timecode leaves out at each minute but every tenth: it keeps
29.97, 59.94 and 119.88 frames a second in step with the clock on the wall."""
_FEWEST_STEPS = 3
"""Steps within seconds that tell how frames go on."""
_MANY_STEPS = 8
"""Those that tell it for certain."""
_UNEVEN = 0.25
"""Share of a step by which one may be off and still be even."""
_MOST_REGULAR = 0.75
"""Share of the steps that must be even."""
_WILD = 100
"""Rows among which one may have a label that does not exist."""

_TIMECODE = re.compile(
    r"(\d{1,2})[:;](\d{1,2})[:;](\d{1,2})([:;.,])(\d{1,3})(?:[.,](\d+))?", re.ASCII
)
_PATTERN = b"00:00:00:00.000"
"""A timecode as the app writes it, with 0 for every digit."""


class Timecodes(NamedTuple):
    """times: (n,) seconds since the first day's midnight; what was found of them, for people."""

    times: np.ndarray
    evidence: str
    notes: tuple[str, ...] = ()


class _Labels(NamedTuple):
    """whole: (n,) seconds since the first day's midnight; frames: (n,) within the second."""

    whole: np.ndarray
    frames: np.ndarray
    step: float
    """Frames from one label to the next, the usual one; NaN where no two are in one second."""
    regular: int
    """How many steps within seconds, 0 where they are too uneven to tell where a second ends."""


def packed_timecode(timecode: str) -> tuple[float, str]:
    """A timecode as one number, its fields side by side, to be weighed once all are known, and the
    mark before its frames.

    How many frames make a second is told by where they roll over, so seconds come later.
    Raises ValueError with what the cell should be.

    >>> packed_timecode("13:13:04:31.652"), packed_timecode("13:13:04;31,5")
    ((131304031.652, ':'), (131304031.5, ';'))
    """
    found = _TIMECODE.fullmatch(timecode.strip())
    if not found:
        raise ValueError(NO_TIMECODE)
    hours, minutes, seconds, mark, frames, fraction = found.groups(default="0")
    if int(minutes) > 59 or int(seconds) > 59:
        raise ValueError(NO_TIMECODE)
    whole = int(hours) * 10_000 + int(minutes) * 100 + int(seconds)
    return whole * 1000 + float(f"{frames}.{fraction}"), mark


def packed_time_of_day(seconds: np.ndarray) -> np.ndarray:
    """Seconds of the day (n,) with two decimals as timecodes that have these for frames."""
    hundredths = np.rint(seconds * 100)
    whole, frames = np.divmod(hundredths, 100)
    minutes, second = np.divmod(whole, 60)
    hours, minute = np.divmod(minutes, 60)
    return (hours * 10_000 + minute * 100 + second) * 1000 + frames


def all_packed(characters: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """`packed_timecode` of those that follow the app's usual pattern, NaN for others: (n,) float64.

    characters: (n, 16) uint8, the cells' last ones; sizes: (n,) bytes of the cells.

    Exclusive or with the pattern leaves the values of digits, and 0 where both have `:` or `.`:
    "13:13:04:31.652" becomes 1 3 0 1 3 0 0 4 0 3 1 0 6 5 2, and whatever is no timecode has more
    than 9 at a digit's place or more than 0 at a mark's.
    """
    pattern = np.frombuffer(_PATTERN, np.uint8)
    length = len(pattern)
    is_digit = pattern == ord("0")
    highest = np.where(is_digit, 9, 0)
    # Sixty minutes or seconds are none.
    highest[[3, 6]] = 5
    digits = characters[:, -length:] ^ pattern
    is_usual = (digits <= highest).all(axis=1)
    is_usual &= sizes == length
    # As packed_timecode has them, but in thousandths, HHMMSS 0FF fff: whole numbers, whose sum is
    # exact.
    powers = np.array([11, 10, 9, 8, 7, 6, 4, 3, 2, 1, 0])
    weights = 10.0**powers
    thousandths = digits[:, is_digit] @ weights
    return np.where(is_usual, thousandths / 1000, np.nan)


def timecode_seconds(
    packed: np.ndarray,
    base: int = 0,
    has_drop_marks: bool = False,
    parts: int = 0,
) -> Timecodes:
    """Seconds of packed timecodes (n,).

    base: frames a second, 0 to find them. has_drop_marks: whether the timecodes themselves say
    that labels are dropped. parts: of a second that the frames may be, 100 or 1000; 0 for frames.
    Raises ValueError, for people, for frames that a given base does not have.
    """
    labels = _labels_of(packed)
    highest = _highest(labels.frames)
    notes: list[str] = []
    reason = "as told"
    if base and highest >= base:
        raise ValueError(f"frames go up to {highest:g}, which a base of {base} does not have")
    if not base:
        base = _base_by_rolling_over(labels, highest)
        reason = f"frames roll over from {highest:g}"
    if not base:
        base = _assumed_base(labels, highest, parts)
        reason = f"frames up to {highest:g}"
        notes.append(f"timecode of {base} frames a second assumed: no second of it rolls over")
    dropped = _labels_dropped(labels, base, has_drop_marks)
    # A label that this base does not have is none.
    frames = np.where(labels.frames < base, labels.frames, np.nan)
    count = labels.whole * base + frames
    evidence = f"timecode at {base} to the second ({reason})"
    if not dropped:
        return Timecodes(count / base, evidence, tuple(notes))
    minutes = labels.whole // 60
    count -= dropped * (minutes - minutes // 10)
    return Timecodes(count * NTSC / base, f"{evidence}, drop frame", tuple(notes))


def past_midnight(times: np.ndarray) -> np.ndarray:
    """Seconds (n,) since the first day's midnight, of those since each day's."""
    measured = np.isfinite(times)
    steps = np.diff(times[measured], prepend=times[measured][:1])
    days = np.zeros(len(times))
    # Only half a day back is midnight: frames that come a little late are not.
    days[measured] = np.cumsum(steps < -HALF_DAY)
    return times + DAY * days


def fields_of(packed: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Hours, minutes, seconds and frames, each (n,), of packed timecodes (n,)."""
    whole, frames = np.divmod(packed, 1000)
    hours, below_hours = np.divmod(whole, 10_000)
    minutes, seconds = np.divmod(below_hours, 100)
    return hours, minutes, seconds, frames


def _labels_of(packed: np.ndarray) -> _Labels:
    hours, minutes, seconds, frames = fields_of(packed)
    whole = past_midnight(hours * 3600 + minutes * 60 + seconds)
    steps = np.diff(frames)[np.diff(whole) == 0]
    forward = steps[steps > 0]
    if not len(forward):
        return _Labels(whole, frames, np.nan, 0)
    step = float(np.median(forward))
    # A dropped frame is a step of two.
    counted = forward / step
    is_regular = np.abs(counted - np.rint(counted)) < _UNEVEN
    regular = len(forward) if is_regular.mean() > _MOST_REGULAR else 0
    return _Labels(whole, frames, step, regular)


def _highest(frames: np.ndarray) -> float:
    """The highest of frames (n,) but for single wild ones in a long recording."""
    measured = np.sort(frames[np.isfinite(frames)])
    if not len(measured):
        return 0.0
    return float(measured[-1 - len(measured) // _WILD])


def _base_by_rolling_over(labels: _Labels, highest: float) -> int:
    """Frames a second by where most seconds go on to the next; 0 where none does.

    After frame 29 and with steps of 1 comes frame 30 of this second, which is 0 of the next.
    """
    follows = np.diff(labels.whole) == 1
    before = labels.frames[:-1][follows]
    after = labels.frames[1:][follows]
    bases = before + labels.step - after
    starts_minute = _lacks_labels(labels.whole)[1:][follows]
    bases = np.concatenate([bases, _bases_of_drop_frame(bases[starts_minute])])
    # Frames that were dropped at the end of a second make it seem shorter.
    bases = bases[bases > highest]
    if labels.regular < _FEWEST_STEPS or not len(bases):
        return 0
    found, counts = np.unique(np.rint(bases), return_counts=True)
    # The larger of two that are as frequent: dropped frames never make a second longer.
    base = int(found[counts == counts.max()].max())
    if counts.max() > 1 or base in _BASES:
        return base
    # A single second that nobody counts so: frames are missing where it ends.
    return _next_base(base, _BASES) if labels.regular >= _MANY_STEPS else 0


def _bases_of_drop_frame(bases: np.ndarray) -> np.ndarray:
    """Those of bases (m,) that are as much too small as the labels that drop frame leaves out."""
    found = [np.empty(0)]
    for base, dropped in _LABELS_DROPPED.items():
        fits = np.rint(bases) == base - dropped
        found.append(bases[fits] + dropped)
    return np.concatenate(found)


def _lacks_labels(whole: np.ndarray) -> np.ndarray:
    """Which of whole seconds (n,) begin without their first labels in drop frame, (n,) bool."""
    return (whole % 60 == 0) & (whole // 60 % 10 != 0)


def _assumed_base(labels: _Labels, highest: float, parts: int) -> int:
    """Frames a second where no second rolls over."""
    if parts and labels.step != 1:
        return parts
    # Of three different seconds, the middle one is whole.
    measured = labels.whole[np.isfinite(labels.whole)]
    if np.unique(measured).size > 2:
        return _next_base(highest, _COMMON_BASES)
    return max(USUAL_BASE, _next_base(highest, _COMMON_BASES))


def _next_base(frame: float, bases: Sequence[int]) -> int:
    """The fewest of some frames a second that have this frame."""
    for base in bases:
        if frame < base:
            return base
    return int(frame) + 1


def _labels_dropped(labels: _Labels, base: int, has_marks: bool) -> int:
    """Labels that are left out at each minute but every tenth, 0 unless drop frame is counted.

    The marks say so, or else minutes that begin with the first label that is left, and in either
    case no label may be there that does not exist.
    """
    dropped = _LABELS_DROPPED.get(base, 0)
    lacks_labels = _lacks_labels(labels.whole)
    if (lacks_labels & (labels.frames < dropped)).any():
        return 0
    if has_marks:
        return dropped
    follows = (np.diff(labels.whole) == 1) & lacks_labels[1:]
    reaches_end = np.abs(labels.frames[:-1] + labels.step - base) < labels.step / 2
    begins_late = np.abs(labels.frames[1:] - dropped) < labels.step / 2
    return dropped if dropped and (follows & reaches_end & begins_late).any() else 0
