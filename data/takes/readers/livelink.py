"""Apple Live Link Face CSV and the tools that write its layout from other trackers.

    Timecode,BlendShapeCount,EyeBlinkLeft, ..,TongueOut,HeadYaw,HeadPitch,HeadRoll,LeftEyeYaw, ..
    13:13:04:31.652,61,0.1236470118, ..,0.0000000000,-0.0312639736,0.1712819338,-0.0054070088, ..

The timecode is `HH:MM:SS:FF.fff`, angles are radians. BlendShapeCount is 61, the angles of head and
eyes among them, where there is a face, and 0 where there is none.
"""

from collections.abc import Sequence

import numpy as np

from ...bundled import ARKIT, MEDIAPIPE
from ..clocks import Clock, TableClock, meaning_of
from ..clocks.timecodes import fields_of
from ..head_columns import find_head
from ..making import make_take
from ..options import FOUND_CLOCK, ReadOptions
from ..sheet import Sheet
from ..source import TakeFile
from ..take import Take

TITLE = "Live Link Face"
READS = "`Timecode` (or `Timestamp`), blendshapes in any order and spelling, head angles"

_ROTATIONS = ("head", "lefteye", "righteye")
"""How the names of columns begin that are angles, not channels."""
_CLOCKS = ("timecode", "timestamp")
_COUNTS = ("blendshapecount", "numproperties")
"""The second is that of a plug-in for Unreal."""

_FACE_LANDMARK_LINK_COUNT = 51
"""The blendshape count by which Face_Landmark_Link gives itself away; it tracks with MediaPipe and
exchanges Pitch and Yaw.
"""
_FREEMOCAP_COUNT = 52
"""That of skellytracker, which tracks with MediaPipe too."""
_FREEMOCAP_BASE = 30
"""skellytracker lets every field roll over at this: after 00:00:29:29 comes 00:01:00:00."""


def matches(file: TakeFile) -> str:
    """A BlendShapeCount and a clock. Other formats have clocks of these names too, but no count."""
    keys = file.keys
    has_clock = any(key in keys for key in _CLOCKS)
    if has_clock and any(key in keys for key in _COUNTS):
        return f"columns {file.header[0]} and BlendShapeCount"
    return ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """The clock is the timecode `HH:MM:SS:FF.fff`. Rows whose count is 0 hold no face."""
    sheet = file.sheet()
    count = sheet.find(*_COUNTS)
    assert count is not None  # matches() saw it
    clock = TableClock(sheet.header, options, has_timecodes=True)
    own = _own_channels(sheet, (*clock.columns, count))
    channels = sheet.channels(own)
    head = find_head(sheet.header)
    head_columns = head.columns if head and head.kind == "angles" else ()
    values, numbers = sheet.read(
        list(channels.values()),
        [*clock.columns, count, *head_columns],
        clock.parsers,
    )
    clocks, counts, angles = np.split(numbers, (len(clock.columns), len(clock.columns) + 1), axis=1)

    # Numbers stand there all the same, but nobody measured them.
    is_faceless = counts[:, 0] == 0
    values[is_faceless] = np.nan
    highest_count = int(np.nanmax(counts, initial=0))
    found = _clock_of(clock, clocks, values, file, highest_count)
    # The app writes zeros for a head that it does not track.
    has_head = np.nan_to_num(angles).any()
    is_mediapipe = highest_count in (_FACE_LANDMARK_LINK_COUNT, _FREEMOCAP_COUNT)
    take = make_take(
        file,
        TITLE,
        list(channels),
        found.times,
        values,
        clock=found.evidence,
        angles=angles if has_head else None,
        unit="radians",
        convention="swapped" if highest_count == _FACE_LANDMARK_LINK_COUNT else "arkit",
        scale=MEDIAPIPE if is_mediapipe else ARKIT,
        options=options,
        fps=found.fps,
        notes=found.notes,
    )
    return [take]


def _clock_of(
    clock: TableClock,
    numbers: np.ndarray,
    values: np.ndarray,
    file: TakeFile,
    count: int,
) -> Clock:
    """The clock in its columns' numbers (n, m). Raises TakeError.

    count: the highest BlendShapeCount, which tells who wrote the file.
    """
    if clock.options.clock == FOUND_CLOCK:
        if count == _FREEMOCAP_COUNT and "timestamp" in file.keys and clock.is_timecode:
            return _freemocap_clock(numbers[:, 0])
        if count == _FACE_LANDMARK_LINK_COUNT and clock.is_timecode:
            # Behind the point it writes the last three digits of the frame's number.
            numbers = np.floor(numbers)
    return clock.find(numbers, values, file)


def _freemocap_clock(packed: np.ndarray) -> Clock:
    """skellytracker's timecodes (n,), whose every field rolls over alike."""
    hours, minutes, seconds, frames = fields_of(packed)
    base = _FREEMOCAP_BASE
    all_seconds = (hours * base + minutes) * base + seconds
    times = all_seconds + frames / base
    return Clock(times, f"timecode whose fields all roll over at {base}")


def _own_channels(sheet: Sheet, others: Sequence[int]) -> list[int]:
    """Columns that the format has for channels: all with a name that are no angle, no text such as
    the subject's name, and no other.
    """
    own: list[int] = []
    for index, key in enumerate(sheet.keys):
        is_clock = meaning_of(sheet.header[index]) is not None
        is_other = is_clock or index in others or key.startswith(_ROTATIONS)
        if key and not is_other and not sheet.is_text(index):
            own.append(index)
    return own
