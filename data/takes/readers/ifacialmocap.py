"""iFacialMocap text: a line a frame, `eyeBlink_L-12|..|=head#rx,ry,rz,px,py,pz|..`."""

import re

import numpy as np

from ..frames import number, score_rows
from ..source import TakeFile
from ..take import ReadOptions, Take, make_take

TITLE = "iFacialMocap"
READS = "a line a frame: `name-0..100|` or `name&value|`, `head#` in degrees; 60 fps"

FPS = 60.0
_PERCENT = 100.0
_SHAPE = re.compile(r"^([A-Za-z_]+)(?:&|-)(-?[^|&#=]*)$")
_HEAD = "head#"


def matches(file: TakeFile) -> str:
    first = file.start.lstrip().partition("\n")[0]
    shapes = [part for part in first.split("|") if _SHAPE.match(part.strip())]
    return f"{len(shapes)} of name-value|, and head#" if len(shapes) > 3 and _HEAD in first else ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """There is no clock: the app sends 60 frames a second. A name that a line lacks is missing."""
    frames: list[dict[str, float] | None] = []
    angles: list[list[float]] = []
    for index, line in enumerate(file.text().splitlines(), 1):
        if not line.strip():
            continue
        where, scores, head = f"row {index}", {}, [np.nan] * 3
        for part in re.split(r"[|=]", line):
            if part.startswith(_HEAD):
                cells = part[len(_HEAD) :].split(",")[:3]
                head = [number(cell, file.path, where) for cell in cells]
                head += [np.nan] * (3 - len(head))
            elif match := _SHAPE.match(part.strip()):
                scores[match[1]] = number(match[2], file.path, f"{where}, {match[1]}") / _PERCENT
        frames.append(scores or None)
        angles.append(head)
    names, values = score_rows(frames, file.path)
    take = make_take(
        file,
        TITLE,
        names,
        np.arange(len(frames)) / FPS,
        values,
        clock=f"line number at {FPS:g} fps",
        angles=np.radians(np.array(angles).reshape(-1, 3)),
        convention="arkit",
        options=options,
        fps=FPS,
    )
    return [take]
