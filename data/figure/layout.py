"""Where a figure's parts go."""

import numpy as np

from ..channels import POSE
from ..channels import names as names_of
from ..errors import FaceError
from . import axes
from .axes import FONT, GRAY, HAIR, INK, RULE, Curve, Frame
from .contents import MOST_CURVES, Figure
from .shapes import Drawing, Line, Picture, Text

_GAP = 1.2
"""Millimeters between pictures."""
_CAPTION = 1.25 * FONT
_LEFT, _RIGHT = 11.0, 1.5
"""Beside a plot: room for its numbers and title, and for half of the last number."""
_BETWEEN = 4.0
_HEIGHT = {"Strength": 30.0, "Head pose (\N{DEGREE SIGN})": 24.0}
"""Title of a plot -> its height."""
_MOST_Y_TICKS = 5
_TICK_EVERY = 14.0
"""Millimeters along the seconds."""
_CLOSEST_NUMBERS = 2.6


def picture_width(width: float, columns: int) -> float:
    return (width - (columns - 1) * _GAP) / columns


def lay_out(figure: Figure) -> Drawing:
    """Pictures in rows with number, time and frame; below, plots with a line at each picture's
    time, strengths and angles apart. Raises FaceError.
    """
    shapes: list[Line | Text | Picture] = []
    top = _pictures(figure, shapes) + _BETWEEN
    curve_lines: list[Line | Text] = []
    frames = []
    for title, curves in _plots(figure):
        height, shown = axes.names(_LEFT, top, figure.width - _LEFT - _RIGHT, curves)
        shapes += shown
        frame, marks = _frame(figure, top + height + FONT, title, curves)
        shapes += _marks(figure, frame)
        shapes += axes.y_axis(frame, marks, title)
        curve_lines += axes.curves(frame, figure.take.times, curves)
        frames.append(frame)
        top = frame.bottom + _BETWEEN
    frame = frames[-1]
    shapes += axes.x_axis(frame, "Time (s)", max(2, int(frame.width // _TICK_EVERY)))
    bottom = frame.bottom + axes.x_axis_height() + 0.5
    return Drawing(figure.width, bottom, (*shapes, *curve_lines))


def _pictures(figure: Figure, shapes: list) -> float:
    """Adds the pictures; returns where they end."""
    width = picture_width(figure.width, figure.columns)
    top = bottom = 0.0
    for number, shot in enumerate(figure.shots):
        column = number % figure.columns
        if column == 0:
            top = bottom + (_GAP if number else 0)
        height = width * shot.pixels.shape[0] / shot.pixels.shape[1]
        x, bottom = column * (width + _GAP), top + height + 2 * _CAPTION
        shapes.append(Picture(x, top, width, height, shot.pixels))
        y = top + height + _CAPTION
        shapes.append(Text(x, y, str(number + 1), FONT, INK))
        shapes.append(Text(x + width, y, f"{shot.time:.2f} s", FONT, INK, "end"))
        shapes.append(Text(x + width, y + _CAPTION, f"frame {shot.frame}", FONT, GRAY, "end"))
    return bottom


def _plots(figure: Figure) -> list[tuple[str, list[Curve]]]:
    """Title -> curves of each plot."""
    take, channels = figure.take, list(dict.fromkeys(figure.channels))
    if not channels:
        raise FaceError("Name a channel to draw a curve of")
    if len(channels) > MOST_CURVES:
        raise FaceError(f"{len(channels)} curves are too many: colors tell {MOST_CURVES} apart")
    strength, pose = _HEIGHT
    plots: dict[str, list[Curve]] = {strength: [], pose: []}
    for channel, color in zip(channels, axes.COLORS, strict=False):
        if channel in take.names:
            values = take.values[:, take.names.index(channel)]
        elif channel in names_of(POSE) and take.head is not None:
            values = np.degrees(take.head[:, names_of(POSE).index(channel)])
        else:
            raise FaceError(f"{channel}: is no channel of this face; it has {_some(take.names)}")
        plots[pose if channel in names_of(POSE) else strength].append(
            Curve(channel, values.astype(np.float64), color)
        )
    return [(title, curves) for title, curves in plots.items() if curves]


def _some(names: tuple[str, ...]) -> str:
    return ", ".join(names[:8]) + (" .." if len(names) > 8 else "")


def _frame(figure: Figure, top: float, title: str, curves: list[Curve]) -> tuple[Frame, np.ndarray]:
    """A plot's frame and the ticks of its upright axis, which holds 0 and all values."""
    values = np.concatenate([[0], *(curve.values for curve in curves)])
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    marks = axes.ticks(low, high if high - low > 1e-6 else low + 1, _MOST_Y_TICKS)
    times = figure.take.times
    end = float(times[-1]) if len(times) > 1 else 1.0
    width = figure.width - _LEFT - _RIGHT
    return Frame(_LEFT, top, width, _HEIGHT[title], (0.0, end), (marks[0], marks[-1])), marks


def _marks(figure: Figure, frame: Frame) -> list[Line | Text]:
    """A line at each picture's time, with its number where there is room."""
    places = [float(frame.x(shot.time)) for shot in figure.shots]
    shapes: list[Line | Text] = []
    for number, x in enumerate(places):
        shapes.append(Line(np.array([(x, frame.top), (x, frame.bottom)]), RULE, HAIR))
        if min(np.diff(places), default=_CLOSEST_NUMBERS) >= _CLOSEST_NUMBERS:
            shapes.append(Text(x, frame.top - 0.7, str(number + 1), FONT, GRAY, "middle"))
    return shapes
