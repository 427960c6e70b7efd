"""A take that moves one channel after the other, for looking at what a face can do."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..channels import POSE, REGIONS, names, rows_of
from ..handles import HANDLES
from ..motion.mirror import twin_of

if TYPE_CHECKING:
    from ..takes import Take

FPS = 30.0
_SAMPLES = 24
"""Of a move's rise and fall."""
_ANGLE = np.radians(25)
"""Of the head, to one side and to the other."""

_GLANCES = {name: pair for way in HANDLES["GAZE"].ways[0] for pair in way for name in pair}
"""Channel that turns an eye sideways -> the two that turn both eyes that way."""


def exercise(columns: Sequence[str]) -> "Take":
    """A take in which one move after the other goes up and down, in the order of the panel, and the
    head turns at the end; columns: of the face.
    """
    from ..takes import Take

    moved = _moves(columns)
    wave = (1 - np.cos(np.linspace(0, 2 * np.pi, _SAMPLES, endpoint=False))) / 2
    turn = np.sin(np.linspace(0, 2 * np.pi, _SAMPLES, endpoint=False)) * _ANGLE
    channels = [name for move in moved for name in move]
    count = (len(moved) + len(POSE)) * _SAMPLES + 1
    values = np.zeros((count, len(channels)), np.float32)
    head = np.zeros((count, len(POSE)), np.float32)
    start = 0
    for move in moved:
        for name in move:
            values[start : start + _SAMPLES, channels.index(name)] = wave
        start += _SAMPLES
    for axis in range(len(POSE)):
        head[start : start + _SAMPLES, axis] = turn
        start += _SAMPLES
    return Take(
        tuple(channels),
        np.arange(count) / FPS,
        values,
        head,
        FPS,
        Path("Exercise"),
        "Exercise",
    )


def _moves(columns: Sequence[str]) -> list[tuple[str, ...]]:
    """Names that rise together: both sides of the face, both eyes one way, the jaw one way."""
    pose = set(names(POSE))
    moves = []
    for region in REGIONS:
        for row in rows_of(region, columns):
            if row[0] in _GLANCES:
                moves += [_GLANCES[name] for name in row]
            elif twin_of(row[0]) is None:
                moves += [(name,) for name in row if name not in pose]
            else:
                moves.append(row)
    # Glances stand in two rows: to the nose and away from it.
    return list(dict.fromkeys(moves))
