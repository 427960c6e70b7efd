"""What a figure shows, and what it shows unless told otherwise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ..channels import CHANNELS, region_of
from ..errors import FaceError
from ..takes import Take

MOST_CURVES = 7
"""As many colors as are told apart, also by the color-blind."""

DEVIATION = "deviation"
"""A take's column of millimeters between a face and its measured mesh, root mean square."""

_MOST_PICTURES = 120
"""More would be specks on a page, and hours of rendering."""

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
    spread = _spread(take)
    by_spread = sorted(spread, key=lambda name: spread[name], reverse=True)
    ranked = _first_of_partners(by_spread)
    moving = [name for name in ranked if spread[name] >= _STILL]
    # A face at rest still gets curves, which show that it is at rest.
    chosen = moving or ranked
    return tuple(chosen[:_USUAL_CURVES])


def _spread(take: Take) -> dict[str, float]:
    """Standard deviation of each channel of the face that was measured at all."""
    spread = {}
    for name, column in zip(take.names, take.values.T, strict=True):
        # _neutral and names that the table of channels does not know are no expressions.
        is_expression = region_of(name) != "other"
        if is_expression and not np.isnan(column).all():
            spread[name] = float(np.nanstd(column))
    return spread


def _first_of_partners(names: Iterable[str]) -> list[str]:
    """The names without those whose partner on the other side came before."""
    first: dict[tuple[str, str], str] = {}
    for name in names:
        label = name
        if name in CHANNELS:
            label = CHANNELS[name].label
        # Partners have region and label in common: mouthSmileLeft and mouthSmileRight are Smile.
        shared = (region_of(name), label)
        first.setdefault(shared, name)
    return list(first.values())


def pictured_frames(
    first: int,
    last: int,
    pictures: int,
    every: int = 0,
    frames: Sequence[int] = (),
) -> list[int]:
    """The frames to picture: those named, or each so many frames, or so many evenly spread.

    Raises FaceError.
    """
    if frames:
        outside = [frame for frame in frames if not first <= frame <= last]
        if outside:
            raise FaceError(f"Frame {outside[0]} is not one of {first} to {last}")
        chosen = sorted(set(frames))
    elif every:
        chosen = list(range(first, last + 1, every))
    else:
        # A set: a take with fewer frames than pictures is shown frame by frame.
        spaced = np.linspace(first, last, pictures)
        chosen = sorted({round(frame) for frame in spaced})
    if len(chosen) > _MOST_PICTURES:
        raise FaceError(f"{len(chosen)} pictures are too many for a figure; take fewer frames")
    return chosen
