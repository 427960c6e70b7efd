"""iFacialMocap text: a line a frame, of names with percentages, then angles and positions.

    eyeBlink_L-12|jawOpen-25|mouthSmile_R-50|=head#11.46,17.19,5.73,0,0,0|rightEye#0,0,0|leftEye#0,0,0|

`head#` is followed by pitch, yaw and roll in degrees, then the position. The app's second layout
has `eyeBlink_L&12` in place of `eyeBlink_L-12`.
"""

import re
from typing import NamedTuple

import numpy as np

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
    first = file.start.lstrip().partition("\n")[0]
    shapes = [part for part in first.split("|") if _SHAPE.match(part.strip())]
    if len(shapes) < _FEWEST_SHAPES or _HEAD not in first:
        return ""
    return f"{len(shapes)} of name-value|, and head#"


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """There is no clock: the app sends 60 frames a second. A name that a line lacks is missing."""
    frames: list[_Frame] = []
    for index, line in enumerate(file.text().splitlines(), 1):
        if line.strip():
            frames.append(_parse(line, file, f"row {index}"))
    scores = [frame.scores or None for frame in frames]
    names, values = score_rows(scores, file.path)
    angles = np.array([frame.head for frame in frames]).reshape(-1, 3)
    take = make_take(
        file,
        TITLE,
        names,
        np.arange(len(frames)) / FPS,
        values,
        clock=f"line number at {FPS:g} fps",
        angles=np.radians(angles),
        convention="arkit",
        options=options,
        fps=FPS,
    )
    return [take]


def _parse(line: str, file: TakeFile, where: str) -> _Frame:
    """One line. Raises TakeError for what is no number."""
    scores: dict[str, float] = {}
    head = [np.nan] * 3
    for part in re.split(r"[|=]", line):
        if part.startswith(_HEAD):
            head = _head_angles(part, file, where)
            continue
        shape = _SHAPE.match(part.strip())
        if shape:
            name, percent = shape.groups()
            scores[name] = number(percent, file.path, f"{where}, {name}") / _PERCENT
    return _Frame(scores, head)


def _head_angles(part: str, file: TakeFile, where: str) -> list[float]:
    """`head#11.46,17.19,5.73,0,0,0` as three angles in degrees, NaN for those that are cut off."""
    cells = part.removeprefix(_HEAD).split(",")[:3]
    angles = [number(cell, file.path, where) for cell in cells]
    missing = 3 - len(angles)
    return angles + [np.nan] * missing
