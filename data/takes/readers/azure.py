"""Blendshapes of Azure's speech service: chunks of frames of 55 weights without names, at 60 fps.

    [{"FrameIndex": 0, "BlendShapes": [[0.021, 0.321, ..], [0.059, ..]]}, {"FrameIndex": 2, ..}]

Or such a chunk as the text `animation` of each viseme event.
"""

from typing import Any

import numpy as np

from ...errors import TakeError
from ...reading_choices import FRAMES
from ...vocabularies import names_in_order
from ..clocks import Rate, series_clock
from ..frames import number, weight_rows
from ..making import make_take
from ..options import ReadOptions
from ..source import TakeFile
from ..take import Take
from .cue_files import blendshape_chunks

TITLE = "Azure visemes JSON"
READS = "chunks of `FrameIndex` and `BlendShapes`, 55 weights in Azure's order; 60 fps"

FPS = 60.0
"""Frames a second that the service gives."""
_ANGLES = 3
"""The last weights: rolls of the head and of the eyes, which no channel shows."""


def matches(file: TakeFile) -> str:
    """Chunks whose first frame has Azure's number of weights."""
    if not file.is_json:
        return ""
    names = names_in_order("azure")
    for chunk in blendshape_chunks(file.json):
        rows = chunk["BlendShapes"]
        if rows:
            is_whole = isinstance(rows[0], list) and len(rows[0]) == len(names)
            return f"FrameIndex and BlendShapes of {len(names)}" if is_whole else ""
    return ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """The clock is the chunk's FrameIndex and the frame's place in it, at 60 fps."""
    names = names_in_order("azure")
    rows: list[Any] = []
    frames: list[float] = []
    for index, chunk in enumerate(blendshape_chunks(file.json)):
        first = number(chunk.get("FrameIndex", len(rows)), file.path, f"chunk {index}, FrameIndex")
        for place, row in enumerate(chunk["BlendShapes"]):
            rows.append(row)
            frames.append(first + place)
    if not rows:
        raise TakeError(f"{file.name}: holds no frame of blendshapes; record it again")
    values = weight_rows(rows, names, file.path)
    service = Rate(FPS, "the service's", is_of_file=False)
    ticks = np.array(frames)
    clock = series_clock("FrameIndex", ticks, FRAMES, values, file, options, service)
    file.unread[:] = names[-_ANGLES:]
    take = make_take(
        file,
        TITLE,
        names[:-_ANGLES],
        clock.times,
        values[:, :-_ANGLES],
        clock=clock.evidence,
        options=options,
        fps=clock.fps,
        notes=clock.notes,
    )
    return [take]
