"""Apple Live Link Face CSV and the tools that write its layout from other trackers.

    Timecode,BlendShapeCount,EyeBlinkLeft, ..,TongueOut,HeadYaw,HeadPitch,HeadRoll,LeftEyeYaw, ..
    13:13:04:31.652,61,0.1236470118, ..,0.0000000000,-0.0312639736,0.1712819338,-0.0054070088, ..

The timecode is `HH:MM:SS:FF.fff`, angles are radians. BlendShapeCount is 61, the angles of head and
eyes among them, where there is a face, and 0 where there is none.
"""

from collections.abc import Sequence

import numpy as np

from ...bundled import ARKIT, MEDIAPIPE
from ..cells import CellParser
from ..head_columns import find_head
from ..making import make_take
from ..options import ReadOptions
from ..sheet import Sheet
from ..source import TakeFile
from ..take import Take

TITLE = "Live Link Face"
READS = "`Timecode` (or `Timestamp`), blendshapes in any order and spelling, head angles"

HALF_DAY = 43_200
"""Seconds by which a clock must fall back to have passed midnight."""
DAY = 86_400
"""Seconds."""
_BASES = (24, 25, 30, 60)
"""Frames a second of a timecode; the app counts at 60 also when it records at 30."""
_USUAL_BASE = 60

_ROTATIONS = ("head", "lefteye", "righteye")
"""How the names of columns begin that are angles, not channels."""
_CLOCKS = ("timecode", "timestamp")
_COUNT = "blendshapecount"

_FACE_LANDMARK_LINK_COUNT = 51
"""The blendshape count by which Face_Landmark_Link gives itself away; it tracks with MediaPipe and
exchanges Pitch and Yaw.
"""
_FREEMOCAP_COUNT = 52
"""That of skellytracker, which tracks with MediaPipe too."""

_NO_TIMECODE = "a timecode HH:MM:SS:FF.fff"
_PATTERN = b"00:00:00:00.000"
"""A timecode as the app writes it, with 0 for every digit."""


def matches(file: TakeFile) -> str:
    """A BlendShapeCount and a clock. Other formats have clocks of these names too, but no count."""
    keys = file.keys
    has_clock = any(key in keys for key in _CLOCKS)
    if has_clock and _COUNT in keys:
        return f"columns {file.header[0]} and BlendShapeCount"
    return ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """The clock is the timecode `HH:MM:SS:FF.fff`. Rows whose count is 0 hold no face."""
    sheet = file.sheet()
    clock = sheet.find(*_CLOCKS)
    count = sheet.find(_COUNT)
    assert clock is not None
    assert count is not None  # matches() saw both
    own = _own_channels(sheet, (clock, count))
    channels = sheet.channels(own)
    head = find_head(sheet.header)
    head_columns = head.columns if head and head.kind == "angles" else ()
    values, numbers = sheet.read(
        list(channels.values()),
        [clock, count, *head_columns],
        {clock: CellParser(_packed, _all_packed)},
    )
    timecodes = numbers[:, 0]
    counts = numbers[:, 1]
    angles = numbers[:, 2:]

    # Numbers stand there all the same, but nobody measured them.
    is_faceless = counts == 0
    values[is_faceless] = np.nan
    highest_count = int(np.nanmax(counts, initial=0))
    times, evidence = _seconds(timecodes, sheet, highest_count)
    # The app writes zeros for a head that it does not track.
    has_head = np.nan_to_num(angles).any()
    is_mediapipe = highest_count in (_FACE_LANDMARK_LINK_COUNT, _FREEMOCAP_COUNT)
    take = make_take(
        file,
        TITLE,
        list(channels),
        _past_midnight(times),
        values,
        clock=evidence,
        angles=angles if has_head else None,
        unit="radians",
        convention="swapped" if highest_count == _FACE_LANDMARK_LINK_COUNT else "arkit",
        scale=MEDIAPIPE if is_mediapipe else ARKIT,
        options=options,
    )
    return [take]


def _own_channels(sheet: Sheet, others: Sequence[int]) -> list[int]:
    """Columns that the format has for channels: all with a name that are no angle and no other."""
    own: list[int] = []
    for index, key in enumerate(sheet.keys):
        if key and index not in others and not key.startswith(_ROTATIONS):
            own.append(index)
    return own


def _packed(timecode: str) -> float:
    """A timecode as one number, its fields side by side, to be weighed once all are known.

    How many frames make a second is told by the highest frame of all, so seconds come later.
    Raises ValueError with what the cell should be.

    >>> _packed("13:13:04:31.652")
    131304031.652
    """
    try:
        *clock, frames = timecode.split(":")
        hours, minutes, seconds = map(int, clock)
        frame = float(frames)
    except ValueError:
        raise ValueError(_NO_TIMECODE) from None
    whole = hours * 10_000
    whole += minutes * 100
    whole += seconds
    # Six digits of HHMMSS; three of the frame, so that it cannot run over into the seconds.
    is_in_range = 0 <= whole < 1_000_000 and 0 <= frame < 1000
    if not is_in_range:
        raise ValueError(_NO_TIMECODE)
    return whole * 1000 + frame


def _all_packed(characters: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """`_packed` of the timecodes that follow the app's usual pattern, NaN for others: (n,) float64.

    characters: (n, 16) uint8, the cells' last ones; sizes: (n,) bytes of the cells.

    Exclusive or with the pattern leaves the values of digits, and 0 where both have `:` or `.`:
    "13:13:04:31.652" becomes 1 3 0 1 3 0 0 4 0 3 1 0 6 5 2, and whatever is no timecode has more
    than 9 at a digit's place or more than 0 at a mark's.
    """
    pattern = np.frombuffer(_PATTERN, np.uint8)
    length = len(pattern)
    is_digit = pattern == ord("0")
    highest = np.where(is_digit, 9, 0)
    digits = characters[:, -length:] ^ pattern
    is_usual = (digits <= highest).all(axis=1)
    is_usual &= sizes == length
    # As _packed has them, but in thousandths, HHMMSS 0FF fff: whole numbers, whose sum is exact.
    powers = np.array([11, 10, 9, 8, 7, 6, 4, 3, 2, 1, 0])
    weights = 10.0**powers
    thousandths = digits[:, is_digit] @ weights
    return np.where(is_usual, thousandths / 1000, np.nan)


def _seconds(
    packed: np.ndarray,
    sheet: Sheet,
    count: int,
) -> tuple[np.ndarray, str]:
    """Seconds (n,) of packed timecodes (n,), and the evidence for the frames in a second.

    count: the highest BlendShapeCount, which tells who wrote the file.
    """
    whole, frames = np.divmod(packed, 1000)
    hours, below_hours = np.divmod(whole, 10_000)
    minutes, seconds = np.divmod(below_hours, 100)
    is_freemocap = count == _FREEMOCAP_COUNT and "timestamp" in sheet.keys
    if is_freemocap:
        # skellytracker lets every field roll over at 30: after 00:00:29:29 comes 00:01:00:00.
        all_minutes = hours * 30 + minutes
        all_seconds = all_minutes * 30 + seconds
        ticks = all_seconds * 30 + frames
        return ticks / 30, "timecode whose fields all roll over at 30"
    highest = float(np.nanmax(frames, initial=0))
    # A recording of less than a second may not reach its last frame.
    base = _base_of(highest) if _holds_a_whole_second(seconds) else _USUAL_BASE
    whole_seconds = hours * 3600 + minutes * 60 + seconds
    times = whole_seconds + frames / base
    return times, f"timecode at {base} to the second (frames up to {highest:g})"


def _holds_a_whole_second(seconds: np.ndarray) -> bool:
    """Whether seconds (n,) of timecodes show one from its first frame to its last."""
    measured = seconds[np.isfinite(seconds)]
    # Of three different ones, the middle one is whole.
    return np.unique(measured).size > 2


def _base_of(highest_frame: float) -> int:
    """Frames a second of timecodes whose frames go up to this."""
    for base in _BASES:
        if highest_frame < base:
            return base
    return _USUAL_BASE


def _past_midnight(times: np.ndarray) -> np.ndarray:
    """Seconds (n,) since the first day's midnight, of those since each day's."""
    steps = np.diff(times, prepend=times[:1])
    # Only half a day back is midnight: frames that come a little late are not.
    days = np.cumsum(steps < -HALF_DAY)
    return times + DAY * days
