"""CSV dumps of the MediaPipe Face Landmarker: the 52 names in any order and a clock or a count."""

import numpy as np

from ..channels import CHANNELS, POSE, names
from .sheet import Sheet
from .take import Take, make_take

TITLE = "MediaPipe"

HEAD = tuple(name.lower() for name in names(POSE))
"""Radians, with the signs of Take.head."""
_SECONDS_PER_UNIT = {"timestamp_ms": 1e-3, "time_ms": 1e-3, "timestamp_us": 1e-6}
_CLOCKS = (*_SECONDS_PER_UNIT, "timestamp", "time")
_COUNTERS = ("frame", "frame_index")
_LONGEST_STEP = 1.0
"""Seconds; a clock without a unit that usually steps further counts milliseconds."""


def matches(sheet: Sheet) -> bool:
    return any(CHANNELS[name].region != "emotions" for name in sheet.channels())


def read(sheet: Sheet, fps: float) -> Take:
    """The clock is a timestamp column, else the frame counter or the row number at `fps`."""
    channels = sheet.channels()
    head_columns = [sheet.keys.index(key) for key in HEAD if key in sheet.keys]
    clock = sheet.find(*_CLOCKS, *_COUNTERS)
    time_columns = [] if clock is None else [clock]
    numbers = sheet.read([*time_columns, *channels.values(), *head_columns])
    ticks = numbers[:, 0] if time_columns else np.arange(len(numbers), dtype=np.float64)
    values = numbers[:, len(time_columns) : len(time_columns) + len(channels)]
    head = numbers[:, len(time_columns) + len(channels) :] if len(head_columns) == 3 else None
    key = None if clock is None else sheet.keys[clock]
    if key is None or key in _COUNTERS:
        note = f"no clock in the file, {fps:g} fps assumed"
        return make_take(sheet.path, TITLE, list(channels), ticks / fps, values, head, fps, [note])
    times = ticks * (_SECONDS_PER_UNIT.get(key) or _guessed_unit(ticks))
    return make_take(sheet.path, TITLE, list(channels), times, values, head)


def _guessed_unit(ticks: np.ndarray) -> float:
    step = float(np.nanmedian(np.abs(np.diff(ticks)))) if len(ticks) > 1 else 0.0
    return 1e-3 if step > _LONGEST_STEP else 1.0
