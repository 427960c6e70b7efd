"""CSV dumps of the MediaPipe Face Landmarker: the 52 names in any order and a clock or a count."""

from datetime import UTC, datetime

import numpy as np

from ...bundled import MEDIAPIPE
from ...channels import CHANNELS, POSE, canonical_name, names
from ..rows import CellParser
from ..source import TakeFile
from ..take import ReadOptions, Take, make_take, seconds_per_tick

TITLE = "MediaPipe CSV"
READS = "blendshapes in any order, a clock in s, ms, us or ISO-8601, or a frame count"

HEAD = tuple(name.lower() for name in names(POSE))
_SECONDS_PER_UNIT = {"timestamp_ms": 1e-3, "time_ms": 1e-3, "timestamp_us": 1e-6, "time_us": 1e-6}
CLOCKS = (*_SECONDS_PER_UNIT, "timestamp", "time", "timecode", "time_s", "seconds")
_COUNTERS = ("frame", "frame_index", "frameindex", "index")


def matches(file: TakeFile) -> str:
    known = [n for column in file.header if (n := canonical_name(column))]
    shapes = [n for n in known if CHANNELS[n].region not in ("emotions", "pose")]
    return f"{len(shapes)} blendshape columns" if shapes else ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """The clock is a timestamp column, else the frame counter or the row number at `fps`."""
    sheet = file.sheet()
    channels = sheet.channels()
    head_columns = sheet.find_all(HEAD) or []
    clock = sheet.find(*CLOCKS, *_COUNTERS)
    time_columns = [] if clock is None else [clock]
    values, numbers = sheet.read(
        list(channels.values()),
        [*time_columns, *head_columns],
        dict.fromkeys(time_columns, CellParser(_moment)),
    )
    ticks = numbers[:, 0] if time_columns else np.arange(len(numbers), dtype=np.float64)
    angles = numbers[:, len(time_columns) :] if head_columns else None
    key = "" if clock is None else sheet.keys[clock]
    fps, notes = None, []
    if key in ("", *_COUNTERS):
        fps, unit = options.fps, 1 / options.fps
        evidence = f"{key or 'row number'} at {fps:g} fps, as told"
        notes.append(f"no clock in the file, {fps:g} fps assumed")
    elif key in _SECONDS_PER_UNIT:
        unit, evidence = _SECONDS_PER_UNIT[key], f"column {sheet.header[clock or 0]}"
    else:
        unit, evidence = seconds_per_tick(ticks)
        evidence = f"column {sheet.header[clock or 0]}, {evidence}"
    take = make_take(
        file,
        TITLE,
        list(channels),
        ticks * unit,
        values,
        clock=evidence,
        angles=angles,
        options=options,
        fps=fps,
        notes=notes,
        scale=MEDIAPIPE,
    )
    return [take]


def _moment(cell: str) -> float:
    """A number, or the seconds of an ISO-8601 date (without a zone it counts as UTC)."""
    try:
        number = float(cell.replace(",", "."))
    except ValueError:
        try:
            date = datetime.fromisoformat(cell.strip().strip("\"'"))
        except ValueError:
            raise ValueError("a time") from None
        if date.tzinfo is None:
            date = date.replace(tzinfo=UTC)
        return date.timestamp()
    if not np.isfinite(number):
        raise ValueError("a time")
    return number
