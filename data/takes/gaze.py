"""Gaze that a tracker measured as angles, as the channels that turn the eyes.

The angles are the camera's: what the head turns is taken off, so that eyes stay on the camera while
the head moves.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ..eye_channels import EYE_CHANNELS, LOOK_DEGREES

_ANGLES = 2
"""Pitch and Yaw, which a head shares with its eyes; these do not roll."""


class _Source(NamedTuple):
    """Columns of a tracker's gaze in radians: up or down, and to a side, and the signs by which
    they count up and to the subject's right.
    """

    up: str
    right: str
    up_sign: float
    right_sign: float


_SOURCES = (
    # OpenFace: camera axes, x to the picture's right, the subject's left, y down.
    _Source("gaze_angle_y", "gaze_angle_x", -1, -1),
    # py-feat: signs as of its head pose.
    _Source("gaze_pitch", "gaze_yaw", 1, 1),
)


class GazeColumns(NamedTuple):
    """columns: indices of the angles up and to a side among a table's; signs: of up and right."""

    columns: tuple[int, int]
    signs: tuple[float, float]


def find_gaze(keys: Sequence[str], channels: Collection[str]) -> GazeColumns | None:
    """Where a table's keys, in lower case, have a gaze; None where channels turn the eyes too."""
    if not set(EYE_CHANNELS).isdisjoint(channels):
        return None
    for source in _SOURCES:
        if source.up in keys and source.right in keys:
            columns = keys.index(source.up), keys.index(source.right)
            return GazeColumns(columns, (source.up_sign, source.right_sign))
    return None


def looks(gaze: np.ndarray, head: np.ndarray | None) -> Mapping[str, np.ndarray]:
    """The eyeLook channels (n,) of a gaze (n, 2) in radians up and to the subject's right.

    head: (n, 3) Pitch, Yaw, Roll in radians as used here, NaN where missing; None without any.
    """
    if head is not None:
        # Not what a missing head would make of a gaze that was measured.
        gaze = gaze - np.nan_to_num(head[:, :_ANGLES])
    up, right = gaze.T
    found: dict[str, np.ndarray] = {}
    for eye, toward_nose in (("Left", 1), ("Right", -1)):
        ways = {"Up": up, "Down": -up, "In": right * toward_nose, "Out": -right * toward_nose}
        for direction, way in ways.items():
            limit = np.radians(LOOK_DEGREES[direction])
            found[f"eyeLook{direction}{eye}"] = np.clip(way / limit, 0, 1)
    return found
