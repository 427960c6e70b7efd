"""iFacialMocap text: a line a frame, of names with percentages, then angles and positions.

    eyeBlink_L-12|jawOpen-25|mouthSmile_R-50|=head#11.46,17.19,5.73,0,0,0|rightEye#0,0,0|leftEye#0,0,0|

`head#` is followed by pitch, yaw and roll in degrees, then the position. The app's second layout
has `eyeBlink_L&12` in place of `eyeBlink_L-12`.
"""

import re
from typing import NamedTuple

import numpy as np

from ...errors import TakeError
from ..clocks import Rate, counted_clock
from ..frames import number, score_rows
from ..making import make_take
from ..options import ReadOptions
from ..source import TakeFile
from ..take import Take

TITLE = "iFacialMocap"
READS = "a line a frame: `name-0..100|` or `name&value|`, `head#` in degrees; 60 fps"

FPS = 60.0
"""Frames a second that the app sends."""
_PERCENT = 100.0
_SHAPE = re.compile(r"^([A-Za-z_]+)(?:&|-)(-?[^|&#=]*)$")
_HEAD = "head#"
_FEWEST_SHAPES = 4
"""Fewer could be any text with hyphens."""


class _Frame(NamedTuple):
    """scores: by the file's names; head: three angles in degrees, NaN where there are none."""

    scores: dict[str, float]
    head: list[float]


def matches(file: TakeFile) -> str:
    """Some shapes, and a head, in the first line."""
    first, _, _ = file.start.lstrip().partition("\n")
    shapes = 0
    for part in first.split("|"):
        if _SHAPE.match(part.strip()):
            shapes += 1
    if shapes < _FEWEST_SHAPES or _HEAD not in first:
        return ""
    return f"{shapes} of name-value|, and head#"


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """There is no clock: the app sends 60 frames a second. A name that a line lacks is missing."""
    frames: list[_Frame] = []
    lines = file.text().splitlines()
    for index, line in enumerate(lines, 1):
        # A blank line, as at the end, is no frame.
        if line.strip():
            frame = _parse(line, file, f"row {index}")
            frames.append(frame)
    scores = [frame.scores or None for frame in frames]
    names, values = score_rows(scores, file.path)
    degrees = [frame.head for frame in frames]
    # Without a line there is no second dimension of its own.
    angles = np.array(degrees).reshape(-1, 3)
    clock = counted_clock(
        values, file, options, Rate(FPS, "the app's", is_of_file=False), "line number"
    )
    others = (part.partition("#")[0].strip(" =") for part in lines[0].split("|") if "#" in part)
    file.unread[:] = [name for name in others if f"{name}#" != _HEAD]
    take = make_take(
        file,
        TITLE,
        names,
        clock.times,
        values,
        clock=clock.evidence,
        angles=angles,
        convention="arkit",
        unit="degrees",
        options=options,
        fps=clock.fps,
        notes=clock.notes,
    )
    return [take]


def _parse(
    line: str,
    file: TakeFile,
    where: str,
) -> _Frame:
    """One line. Raises TakeError for what is no number, and for several packets."""
    if line.count(_HEAD) > 1:
        raise TakeError(
            f"{file.name}, {where}: holds {line.count(_HEAD)} packets; write each to a line of "
            "its own"
        )
    scores: dict[str, float] = {}
    head = [np.nan] * 3
    for part in re.split(r"[|=]", line):
        if part.startswith(_HEAD):
            head = _head_angles(part, file, where)
            continue
        # What is neither, the eyes' angles above all, is not read.
        shape = _SHAPE.match(part.strip())
        if shape:
            name, percent = shape.groups()
            score = number(percent, file.path, f"{where}, {name}")
            scores[name] = score / _PERCENT
    return _Frame(scores, head)


def _head_angles(
    part: str,
    file: TakeFile,
    where: str,
) -> list[float]:
    """`head#11.46,17.19,5.73,0,0,0` as three angles in degrees, NaN for those that are cut off."""
    cells = part.removeprefix(_HEAD).split(",")
    angles = [number(cell, file.path, where) for cell in cells[:3]]
    missing = 3 - len(angles)
    return angles + [np.nan] * missing
