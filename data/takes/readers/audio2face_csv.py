"""NVIDIA Audio2Face NIM CSV. The first column counts rows and has no name; times are in seconds:

,timeCode,blendShapes.EyeBlinkLeft,blendShapes.EyeLookDownLeft, ..
0,0.0,0.0412,0.0, ..
"""

from ..clocks import TableClock
from ..making import make_take
from ..options import ReadOptions
from ..source import TakeFile
from ..take import Take

TITLE = "Audio2Face CSV"
READS = "`timeCode` in seconds, `blendShapes.EyeBlinkLeft` .."

_PREFIX = "blendshapes."
_CLOCK = "timecode"


def matches(file: TakeFile) -> str:
    """Columns of blendShapes. and a timeCode; Live Link Face has one too, and was asked before."""
    found = sum(key.startswith(_PREFIX) for key in file.keys)
    if not found or _CLOCK not in file.keys:
        return ""
    return f"column timeCode and {found} of blendShapes."


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """Whatever stands behind `blendShapes.` is a channel, also what no model knows."""
    sheet = file.sheet()
    # The prefix alone makes a channel of a name that no model knows.
    own: list[int] = []
    for index, key in enumerate(sheet.keys):
        if key.startswith(_PREFIX):
            own.append(index)
    channels = sheet.channels(own)
    columns = list(channels.values())
    clock = TableClock(sheet.header, options, units={_CLOCK: "s"})
    values, numbers = sheet.read(columns, clock.columns, clock.parsers)
    found = clock.find(numbers, values, file)
    take = make_take(
        file,
        TITLE,
        list(channels),
        found.times,
        values,
        clock=found.evidence,
        options=options,
        fps=found.fps,
        notes=found.notes,
    )
    return [take]
