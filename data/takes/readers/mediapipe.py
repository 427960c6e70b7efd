"""CSV dumps of the MediaPipe Face Landmarker: the 52 names in any order and a clock or a count.

    frame,timestamp_ms,_neutral,browDownLeft, ..,noseSneerRight,Pitch,Yaw,Roll
    0,0.0,6.60223e-07,0.00097933, ..,7.2e-06,0.000693772,0.23946,0.126482

People write them in many ways: clocks in seconds, ms, us or as ISO-8601 dates, semicolons, decimal
commas, `eyeBlink_L`. Any table with a blendshape's name in its header is read as one.
"""

import numpy as np

from ...bundled import MEDIAPIPE
from ...channels import CHANNELS, POSE, canonical_name, names
from ..clocks import TableClock
from ..making import make_take
from ..options import ReadOptions
from ..source import TakeFile
from ..take import Take

TITLE = "MediaPipe CSV"
READS = "blendshapes in any order, a clock in any unit, dates or timecodes, or a frame count"

HEAD = tuple(name.lower() for name in names(POSE))


def matches(file: TakeFile) -> str:
    """Any column named as a blendshape or an action unit."""
    count = 0
    for column in file.header:
        name = canonical_name(column)
        if name is None:
            continue
        # Words such as "neutral", "anger" and "yaw" head columns of many a table.
        if CHANNELS[name].region not in ("emotions", "pose"):
            count += 1
    return f"{count} blendshape columns" if count else ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """The clock is a time column, else the frame counter or the row number at `fps`."""
    sheet = file.sheet()
    channels = sheet.channels()
    head_columns = sheet.find_all(HEAD) or []
    clock = TableClock(sheet.header, options)
    values, numbers = sheet.read(
        list(channels.values()),
        [*clock.columns, *head_columns],
        clock.parsers,
    )
    times, angles = np.split(numbers, [len(clock.columns)], axis=1)
    found = clock.find(times, values, file)
    take = make_take(
        file,
        TITLE,
        list(channels),
        found.times,
        values,
        clock=found.evidence,
        angles=angles if head_columns else None,
        options=options,
        fps=found.fps,
        notes=found.notes,
        scale=MEDIAPIPE,
    )
    return [take]
