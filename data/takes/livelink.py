"""Apple Live Link Face CSV."""

import numpy as np

from .sheet import Sheet
from .take import Take, make_take

TITLE = "Live Link Face"

TIMECODE_BASE = 60
"""Frames a second of the timecode, also when the app records at 30."""
HALF_DAY, DAY = 43_200, 86_400

HEAD = ("headpitch", "headyaw", "headroll")
"""Radians. Positive looks up, turns and tilts to the subject's right: the signs of Take.head."""
_ROTATIONS = ("head", "lefteye", "righteye")


def matches(sheet: Sheet) -> bool:
    return "timecode" in sheet.keys and "blendshapecount" in sheet.keys


def read(sheet: Sheet, _fps: float) -> Take:
    """The clock is the timecode `HH:MM:SS:FF.fff`. Rows whose count is 0 hold no face."""
    channels = sheet.channels()
    names = list(channels)
    columns = list(channels.values())
    # tongueOut and the like are kept though no table row knows them.
    for index, key in enumerate(sheet.keys):
        is_value = index > 1 and key and not key.startswith(_ROTATIONS)
        if is_value and index not in columns:
            names.append(sheet.header[index][:1].lower() + sheet.header[index][1:])
            columns.append(index)
    head_columns = [sheet.keys.index(key) for key in HEAD if key in sheet.keys]
    count, timecode = sheet.find("blendshapecount"), sheet.find("timecode")
    assert count is not None
    assert timecode is not None  # matches() saw both
    numbers = sheet.read([timecode, count, *columns, *head_columns], {timecode: _seconds})
    times = numbers[:, 0]
    times += DAY * np.cumsum(np.diff(times, prepend=times[0]) < -HALF_DAY)
    values = numbers[:, 2 : 2 + len(columns)]
    values[numbers[:, 1] == 0] = np.nan
    head = numbers[:, 2 + len(columns) :]
    # The app writes zeros for a head that it does not track.
    head = head if len(head_columns) == 3 and np.nan_to_num(head).any() else None
    return make_take(sheet.path, TITLE, names, times, values, head)


def _seconds(timecode: str) -> float:
    try:
        hours, minutes, seconds, frames = timecode.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(frames) / TIMECODE_BASE
    except ValueError:
        raise ValueError("a timecode HH:MM:SS:FF.fff") from None
