"""Apple Live Link Face CSV and the tools that write its layout from other trackers."""

import numpy as np

from ...bundled import ARKIT, MEDIAPIPE
from ..rows import CellParser
from ..sheet import Sheet
from ..source import TakeFile
from ..take import ReadOptions, Take, make_take

TITLE = "Live Link Face"
READS = "`Timecode` (or `Timestamp`), blendshapes in any order and spelling, head angles"

HALF_DAY, DAY = 43_200, 86_400
_BASES = (24, 25, 30, 60)
"""Frames a second of a timecode; the app counts at 60 also when it records at 30."""

HEAD = ("headpitch", "headyaw", "headroll")
_ROTATIONS = ("head", "lefteye", "righteye")
_CLOCKS = ("timecode", "timestamp")
_COUNTS = ("blendshapecount",)

_FACE_LANDMARK_LINK_COUNT, _FREEMOCAP_COUNT = 51, 52
"""Blendshape counts by which Face_Landmark_Link and skellytracker give themselves away; both track
with MediaPipe.
"""


def matches(file: TakeFile) -> str:
    if _COUNTS[0] in file.keys and set(_CLOCKS) & set(file.keys):
        return f"columns {file.header[0]} and BlendShapeCount"
    return ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """The clock is the timecode `HH:MM:SS:FF.fff`. Rows whose count is 0 hold no face."""
    sheet = file.sheet()
    clock, count = sheet.find(*_CLOCKS), sheet.find(*_COUNTS)
    assert clock is not None
    assert count is not None  # matches() saw both
    own = [
        index
        for index, key in enumerate(sheet.keys)
        if key and index not in (clock, count) and not key.startswith(_ROTATIONS)
    ]
    channels = sheet.channels(own)
    head_columns = sheet.find_all(HEAD) or []
    parser = CellParser(_packed, _all_packed)
    values, numbers = sheet.read(
        list(channels.values()), [clock, count, *head_columns], {clock: parser}
    )
    counts = numbers[:, 1]
    times, evidence = _seconds(numbers[:, 0], sheet, int(np.nanmax(counts, initial=0)))
    times += DAY * np.cumsum(np.diff(times, prepend=times[:1]) < -HALF_DAY)
    values[counts == 0] = np.nan
    angles = numbers[:, 2:]
    # The app writes zeros for a head that it does not track.
    tracked = len(head_columns) == 3 and np.nan_to_num(angles).any()
    count = int(np.nanmax(counts, initial=0))
    take = make_take(
        file,
        TITLE,
        list(channels),
        times,
        values,
        clock=evidence,
        angles=angles if tracked else None,
        convention="swapped" if count == _FACE_LANDMARK_LINK_COUNT else "arkit",
        scale=MEDIAPIPE if count in (_FACE_LANDMARK_LINK_COUNT, _FREEMOCAP_COUNT) else ARKIT,
        options=options,
    )
    return [take]


def _packed(timecode: str) -> float:
    """A timecode as one number, its fields two decimal digits apart, to be weighed later."""
    try:
        hours, minutes, seconds, frames = timecode.split(":")
        whole = (int(hours) * 100 + int(minutes)) * 100 + int(seconds)
        count = float(frames)
    except ValueError:
        raise ValueError("a timecode HH:MM:SS:FF.fff") from None
    if not (0 <= whole < 1_000_000 and 0 <= count < 1000):
        raise ValueError("a timecode HH:MM:SS:FF.fff")
    return whole * 1000 + count


_PATTERN = b"00:00:00:00.000"


def _all_packed(characters: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """`_packed` of the timecodes that follow the app's usual pattern, NaN for others."""
    pattern = np.frombuffer(_PATTERN, np.uint8)
    places = pattern == ord("0")
    digits = characters[:, -len(pattern) :] ^ pattern
    usual = (sizes == len(pattern)) & (digits <= np.where(places, 9, 0)).all(axis=1)
    # As _packed has them, but in thousandths: HHMMSS, 0FF, fff.
    weights = 10.0 ** np.array([11, 10, 9, 8, 7, 6, 4, 3, 2, 1, 0])
    return np.where(usual, digits[:, places] @ weights / 1000, np.nan)


def _seconds(packed: np.ndarray, sheet: Sheet, count: int) -> tuple[np.ndarray, str]:
    """Seconds of packed timecodes, and the evidence for the frames in a second."""
    whole, frames = np.divmod(packed, 1000)
    hours, minutes, seconds = whole // 10_000, whole // 100 % 100, whole % 100
    highest = float(np.nanmax(frames, initial=0))
    if "timestamp" in sheet.keys and count == _FREEMOCAP_COUNT:
        # skellytracker lets every field roll over at 30.
        ticks = ((hours * 30 + minutes) * 30 + seconds) * 30 + frames
        return ticks / 30, "timecode whose fields all roll over at 30"
    base = _BASES[-1]
    if np.unique(seconds[np.isfinite(seconds)]).size > 2:  # a whole second was seen
        base = next((b for b in _BASES if highest < b), _BASES[-1])
    times = hours * 3600 + minutes * 60 + seconds + frames / base
    return times, f"timecode at {base} to the second (frames up to {highest:g})"
