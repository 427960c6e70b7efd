"""Where a figure's parts go."""

from collections.abc import Iterator

import numpy as np

from . import axes
from .axes import Frame
from .contents import Figure, Shot
from .curves import draw_curve, legend, legend_height
from .plots import LEFT, Plot, frame_of, plot_width, plots_of, y_ticks
from .shapes import Drawing, Line, Picture, Shape, Text, upright_line
from .style import FONT, GRAY, HAIR, INK, RULE

_GAP = 1.2
"""Millimeters between pictures."""

_CAPTION = 1.25 * FONT
"""Millimeters of a line below a picture."""

_CAPTION_LINES = 2

_BETWEEN = 4.0
"""Millimeters between pictures and plots."""

_TICK_EVERY = 14.0
"""Millimeters along the seconds."""

_CLOSEST_NUMBERS = 2.6
"""Millimeters between marks below which their numbers would run into each other."""

_OVER_PLOT = 0.7
"""Millimeters from a plot up to the numbers of its marks."""

_MARGIN = 0.5
"""Millimeters below everything."""


def picture_width(width: float, columns: int) -> float:
    """Millimeters of a picture, where so many share the width of a figure."""
    gaps = columns - 1
    return (width - gaps * _GAP) / columns


def lay_out(figure: Figure) -> Drawing:
    """Pictures in rows with number, time and frame; below, plots with a line at each picture's
    time, strengths and angles apart. Raises FaceError.
    """
    shapes: list[Shape] = []
    curve_lines: list[Line] = []
    frames: list[Frame] = []
    bottom = _add_pictures(figure, shapes)
    for plot in plots_of(figure):
        frame = _add_plot(
            figure=figure,
            plot=plot,
            top=bottom + _BETWEEN,
            shapes=shapes,
        )
        for curve in plot.curves:
            curve_lines += draw_curve(frame, figure.take.times, curve)
        frames.append(frame)
        bottom = frame.bottom
    # All plots show the same seconds, so that the lowest alone has numbers for them.
    lowest = frames[-1]
    most_ticks = max(2, int(lowest.width // _TICK_EVERY))
    shapes += axes.x_axis(lowest, "Time (s)", most_ticks)
    height = lowest.bottom + axes.x_axis_height() + _MARGIN
    # Curves last: nothing may hide a piece of them.
    return Drawing(figure.width, height, (*shapes, *curve_lines))


def _add_pictures(figure: Figure, shapes: list[Shape]) -> float:
    """Adds the pictures with their captions; returns where they end, in millimeters."""
    width = picture_width(figure.width, figure.columns)
    top = 0.0
    bottom = 0.0
    for number, shot in enumerate(figure.shots):
        column = number % figure.columns
        is_new_row = column == 0 and number > 0
        if is_new_row:
            top = bottom + _GAP
        rows, columns, _ = shot.pixels.shape
        picture = Picture(
            x=column * (width + _GAP),
            y=top,
            width=width,
            height=width * rows / columns,
            pixels=shot.pixels,
        )
        shapes.append(picture)
        shapes += _captions(number, shot, picture)
        bottom = top + picture.height + _CAPTION_LINES * _CAPTION
    return bottom


def _captions(
    number: int,
    shot: Shot,
    picture: Picture,
) -> Iterator[Text]:
    """Number and time below a picture, and below them the frame."""
    right = picture.x + picture.width
    first_line = picture.y + picture.height + _CAPTION
    second_line = first_line + _CAPTION
    yield Text(
        x=picture.x,
        y=first_line,
        text=str(number + 1),
        size=FONT,
        color=INK,
    )
    yield Text(
        x=right,
        y=first_line,
        text=f"{shot.time:.2f} s",
        size=FONT,
        color=INK,
        anchor="end",
    )
    yield Text(
        x=right,
        y=second_line,
        text=f"frame {shot.frame}",
        size=FONT,
        color=GRAY,
        anchor="end",
    )


def _add_plot(
    figure: Figure,
    plot: Plot,
    top: float,
    shapes: list[Shape],
) -> Frame:
    """Adds a plot without its curves; returns its rectangle.

    From the top: the curves' names, the pictures' numbers in a line of their own, the rectangle.
    """
    ticks = y_ticks(plot)
    width = plot_width(figure)
    below_names = top + legend_height(width, plot.curves)
    frame = frame_of(
        plot=plot,
        top=below_names + FONT,
        figure=figure,
        marks=ticks,
    )
    shapes += legend(
        x=LEFT,
        top=top,
        width=width,
        curves=plot.curves,
    )
    shapes += _picture_marks(figure, frame)
    shapes += axes.y_axis(frame, ticks, plot.title)
    return frame


def _picture_marks(figure: Figure, frame: Frame) -> Iterator[Line | Text]:
    """A line at each picture's time, with its number where there is room."""
    places = [float(frame.x(shot.time)) for shot in figure.shots]
    # All numbers or none: some of them alone would seem to mean something.
    closest = min(np.diff(places), default=_CLOSEST_NUMBERS)
    for number, x in enumerate(places):
        yield upright_line(
            x=x,
            top=frame.top,
            bottom=frame.bottom,
            color=RULE,
            width=HAIR,
        )
        if closest >= _CLOSEST_NUMBERS:
            yield Text(
                x=x,
                y=frame.top - _OVER_PLOT,
                text=str(number + 1),
                size=FONT,
                color=GRAY,
                anchor="middle",
            )
