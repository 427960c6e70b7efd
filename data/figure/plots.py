"""Which curves a figure's plots have, and the values at their sides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..channels import POSE
from ..channels import names as names_of
from ..errors import FaceError
from ..takes import Take
from .axes import Frame, ticks
from .contents import DEVIATION, MOST_CURVES, Figure
from .curves import Curve
from .style import COLORS

LEFT = 11.0
"""Millimeters beside a plot: room for its numbers and title."""

_RIGHT = 1.5
"""Millimeters after a plot: room for half of the last number."""

_MOST_TICKS = 5
"""On an upright axis."""

_FLAT = 1e-6
"""A range of values that is too small to be divided by ticks."""


@dataclass(frozen=True, eq=False)
class Plot:
    """Curves over one upright axis. height: millimeters."""

    title: str
    height: float
    curves: list[Curve]


def plots_of(figure: Figure) -> list[Plot]:
    """Strengths, angles and lengths apart, each with the curves that it has. Raises FaceError."""
    channels = list(dict.fromkeys(figure.channels))  # each once, in order
    if not channels:
        raise FaceError("Name a channel to draw a curve of")
    if len(channels) > MOST_CURVES:
        raise FaceError(f"{len(channels)} curves are too many: colors tell {MOST_CURVES} apart")
    strengths = Plot("Strength", 30.0, [])
    angles = Plot("Head pose (\N{DEGREE SIGN})", 24.0, [])
    deviations = Plot("Deviation (mm)", 24.0, [])
    # Colors go by the order in which channels were named, across both plots.
    for channel, color in zip(channels, COLORS, strict=False):
        plot = angles if channel in names_of(POSE) else strengths
        if channel == DEVIATION:
            plot = deviations
        # As precise as the places on the page, which are computed from them.
        values = _values(figure.take, channel).astype(np.float64)
        curve = Curve(channel, values, color)
        plot.curves.append(curve)
    return [plot for plot in (strengths, angles, deviations) if plot.curves]


def _values(take: Take, channel: str) -> np.ndarray:
    """A channel of a take (n,), angles in degrees. Raises FaceError."""
    if channel in take.names:
        return take.values[:, take.names.index(channel)]
    angles = names_of(POSE)
    if channel in angles and take.head is not None:
        radians = take.head[:, angles.index(channel)]
        return np.degrees(radians)
    raise FaceError(f"{channel}: is no channel of this face; it has {_some(take.names)}")


def _some(names: Sequence[str]) -> str:
    """The first of many names, for a message."""
    told = 8
    ending = " .." if len(names) > told else ""
    return ", ".join(names[:told]) + ending


def y_ticks(plot: Plot) -> np.ndarray:
    """Ticks (n,) of the upright axis, which holds 0 and all values."""
    values = np.concatenate([[0], *_all_values(plot)])
    low = float(np.nanmin(values))
    high = float(np.nanmax(values))
    if high - low <= _FLAT:
        high = low + 1
    return ticks(low, high, _MOST_TICKS)


def _all_values(plot: Plot) -> Iterator[np.ndarray]:
    """The values (n,) of each curve."""
    for curve in plot.curves:
        yield curve.values


def plot_width(figure: Figure) -> float:
    """Millimeters of a plot and of the names above it."""
    return figure.width - LEFT - _RIGHT


def frame_of(
    plot: Plot,
    top: float,
    figure: Figure,
    marks: np.ndarray,
) -> Frame:
    """The plot's rectangle in millimeters, from the first of its ticks (n,) to the last."""
    times = figure.take.times
    # One sample has no duration: its dot stands at the left of an axis of a second.
    end = 1.0
    if len(times) > 1:
        end = float(times[-1])
    return Frame(
        left=LEFT,
        top=top,
        width=plot_width(figure),
        height=plot.height,
        x_range=(0.0, end),
        y_range=(marks[0], marks[-1]),
    )
