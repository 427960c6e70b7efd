"""A take that moves one channel after the other, for looking at what a face can do."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..channels import POSE, REGIONS, names, rows_of

if TYPE_CHECKING:
    from ..takes import Take

FPS = 30.0
_SAMPLES = 24
"""Of a channel's rise and fall."""
_ANGLE = np.radians(25)
"""Of the head, to one side and to the other."""


def exercise(columns: Sequence[str]) -> "Take":
    """A take in which the rows of the panel go up and down one after the other, left and right
    together, and the head turns at the end; columns: of the face.
    """
    from ..takes import Take

    rows = [row for region in REGIONS for row in rows_of(region, columns)]
    pose = set(names(POSE))
    moved = [row for row in rows if not pose.intersection(row)]
    wave = (1 - np.cos(np.linspace(0, 2 * np.pi, _SAMPLES, endpoint=False))) / 2
    turn = np.sin(np.linspace(0, 2 * np.pi, _SAMPLES, endpoint=False)) * _ANGLE
    channels = [name for row in moved for name in row]
    count = (len(moved) + len(POSE)) * _SAMPLES + 1
    values = np.zeros((count, len(channels)), np.float32)
    head = np.zeros((count, len(POSE)), np.float32)
    start = 0
    for row in moved:
        for name in row:
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
