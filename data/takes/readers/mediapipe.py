"""CSV dumps of the MediaPipe Face Landmarker: the 52 names in any order and a clock or a count.

    frame,timestamp_ms,_neutral,browDownLeft, ..,noseSneerRight,Pitch,Yaw,Roll
    0,0.0,6.60223e-07,0.00097933, ..,7.2e-06,0.000693772,0.23946,0.126482

People write them in many ways: clocks in seconds, ms, us or as ISO-8601 dates, semicolons, decimal
commas, `eyeBlink_L`. Any table with a blendshape's name in its header is read as one.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np

from ...vocabularies import words_of_tracker
from ..cells import CellParser
from ..clocks import seconds_per_tick
from ..head_columns import find_head, head_angles
from ..making import make_take
from ..options import ReadOptions
from ..source import TakeFile
from ..take import Take
from ..translation import scale_of

TITLE = "MediaPipe CSV"
READS = "blendshapes in any order, a clock in s, ms, us or ISO-8601, or a frame count"

_SECONDS_PER_UNIT = {
    "timestamp_ms": 1e-3,
    "time_ms": 1e-3,
    "timestamp_us": 1e-6,
    "time_us": 1e-6,
}
"""Column -> its unit in seconds, for clocks that name it."""
CLOCKS = (*_SECONDS_PER_UNIT, "timestamp", "time", "timecode", "time_s", "seconds")
_COUNTERS = ("frame", "frame_index", "frameindex", "index")
_NO_TIME = "a time"


class _Clock(NamedTuple):
    """seconds: of a tick; fps: only where the user had to tell it."""

    seconds: float
    evidence: str
    fps: float | None = None
    notes: Sequence[str] = ()


def matches(file: TakeFile) -> str:
    """Any column named as a blendshape or an action unit, or some of a tracker's own names."""
    count = words_of_tracker(file.header)
    return f"{count} blendshape columns" if count else ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """The clock is a timestamp column, else the frame counter or the row number at `fps`."""
    sheet = file.sheet()
    channels = sheet.channels()
    head = find_head(sheet.header)
    head_columns = head.columns if head else ()
    # A counter often stands beside the clock, as in the bundled recording.
    column = sheet.find(*CLOCKS, *_COUNTERS)
    time_columns = [] if column is None else [column]
    values, numbers = sheet.read(
        list(channels.values()),
        [*time_columns, *head_columns],
        dict.fromkeys(time_columns, CellParser(_moment)),
    )
    if column is None:
        ticks = np.arange(len(numbers), dtype=np.float64)
        clock = _counted("row number", options.fps)
    else:
        title = sheet.header[column]
        ticks = numbers[:, 0]
        clock = _clock_of(title, ticks, options.fps)
    angles = None
    evidence = ""
    if head:
        head_numbers = numbers[:, len(time_columns) :]
        angles, evidence = head_angles(head, head_numbers)
    take = make_take(
        file,
        TITLE,
        list(channels),
        ticks * clock.seconds,
        values,
        clock=clock.evidence,
        angles=angles,
        convention=(head and head.convention) or "mediapipe",
        unit=head.unit if head else "auto",
        head_evidence=evidence,
        options=options,
        fps=clock.fps,
        notes=clock.notes,
        scale=scale_of(list(channels)),
    )
    return [take]


def _clock_of(
    column: str,
    ticks: np.ndarray,
    fps: float,
) -> _Clock:
    """The clock in a column, by its name and its ticks (n,); fps: the rate that the user told."""
    key = column.lower()
    if key in _COUNTERS:
        return _counted(key, fps)
    if key in _SECONDS_PER_UNIT:
        return _Clock(_SECONDS_PER_UNIT[key], f"column {column}")
    seconds, evidence = seconds_per_tick(ticks)
    return _Clock(seconds, f"column {column}, {evidence}")


def _counted(what: str, fps: float) -> _Clock:
    """A count of frames in place of a clock."""
    return _Clock(
        seconds=1 / fps,
        evidence=f"{what} at {fps:g} fps, as told",
        fps=fps,
        notes=[f"no clock in the file, {fps:g} fps assumed"],
    )


def _moment(cell: str) -> float:
    """A number, or the seconds of an ISO-8601 date (without a zone it counts as UTC).

    Raises ValueError with what the cell should be.

    >>> _moment("1033,333"), _moment("2024-05-01T10:00:01.5Z")
    (1033.333, 1714557601.5)
    """
    try:
        number = float(cell.replace(",", "."))
    except ValueError:
        return _moment_of_date(cell)
    if not np.isfinite(number):
        raise ValueError(_NO_TIME)
    return number


def _moment_of_date(cell: str) -> float:
    try:
        date = datetime.fromisoformat(cell.strip().strip("\"'"))
    except ValueError:
        raise ValueError(_NO_TIME) from None
    # Without a zone it would be in that of the computer, which may change its offset at night.
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return date.timestamp()
