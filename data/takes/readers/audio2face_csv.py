"""NVIDIA Audio2Face NIM CSV: an index without a name, `timeCode`, `blendShapes.EyeBlinkLeft` .."""

from ..source import TakeFile
from ..take import ReadOptions, Take, make_take

TITLE = "Audio2Face CSV"
READS = "`timeCode` in seconds, `blendShapes.EyeBlinkLeft` .."

_PREFIX = "blendshapes."


def matches(file: TakeFile) -> str:
    found = sum(key.startswith(_PREFIX) for key in file.keys)
    return (
        f"column timeCode and {found} of blendShapes." if found and "timecode" in file.keys else ""
    )


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    sheet = file.sheet()
    own = [index for index, key in enumerate(sheet.keys) if key.startswith(_PREFIX)]
    channels = sheet.channels(own)
    clock = sheet.keys.index("timecode")
    values, clocks = sheet.read(list(channels.values()), [clock])
    take = make_take(
        file,
        TITLE,
        list(channels),
        clocks[:, 0],
        values,
        clock="column timeCode, in s",
        options=options,
    )
    return [take]
