"""What a figure shows, and what it shows unless told otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..channels import CHANNELS, region_of
from ..errors import FaceError
from ..takes import Take

WIDTHS = {"single": 89.0, "double": 183.0}
"""Millimeters: one and two columns of most journals."""
MOST_CURVES = 7
"""As many colors as are told apart, also by the color-blind."""
_MOST_PICTURES = 120
_USUAL_CURVES = 4
_STILL = 0.02
"""Standard deviation below which a channel does not move."""


@dataclass(frozen=True, eq=False)
class Shot:
    """A face at a time in seconds from the take's start; pixels (h, w, 3) uint8 from the top."""

    time: float
    frame: int
    pixels: np.ndarray


@dataclass(frozen=True, eq=False)
class Figure:
    """channels: in the take, angles by the names of the head pose. width: millimeters.

    columns: pictures in a row.
    """

    take: Take
    channels: Sequence[str]
    shots: Sequence[Shot]
    width: float
    columns: int


def most_moving(take: Take) -> tuple[str, ...]:
    """The channels that vary most, most first: one of each pair, none that is no expression."""
    spread = {
        name: float(np.nanstd(column))
        for name, column in zip(take.names, take.values.T, strict=True)
        if region_of(name) != "other" and not np.isnan(column).all()
    }
    chosen: dict[tuple[str, str], str] = {}
    for name in sorted(spread, key=lambda name: -spread[name]):
        label = CHANNELS[name].label if name in CHANNELS else name
        chosen.setdefault((region_of(name), label), name)
    ranked = list(chosen.values())
    moving = [name for name in ranked if spread[name] >= _STILL]
    return tuple((moving or ranked)[:_USUAL_CURVES])


def pictured_frames(
    first: int, last: int, pictures: int, every: int = 0, frames: Sequence[int] = ()
) -> list[int]:
    """The frames to picture: those named, or each so many frames, or so many evenly spread.

    Raises FaceError.
    """
    if frames:
        if outside := [frame for frame in frames if not first <= frame <= last]:
            raise FaceError(f"Frame {outside[0]} is not one of {first} to {last}")
        chosen = sorted(set(frames))
    elif every:
        chosen = list(range(first, last + 1, every))
    else:
        chosen = sorted({round(frame) for frame in np.linspace(first, last, pictures)})
    if len(chosen) > _MOST_PICTURES:
        raise FaceError(f"{len(chosen)} pictures are too many for a figure; take fewer frames")
    return chosen
