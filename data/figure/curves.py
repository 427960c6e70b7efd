"""A plot's curves and the names that tell them apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .axes import Frame
from .shapes import Line, Text, level_line
from .style import DIGIT_DROP, FONT, INK, ROW

_STROKE = 0.35
"""Millimeters that a curve is wide; in the legend it is twice as wide, to show its color."""

_SWATCH = 3.5
"""Millimeters of a curve that the legend shows."""

_NAME_FROM = 5.0
"""Millimeters from the start of a swatch to that of its name."""

_LETTER = 0.62
"""Mean width of a letter in ems, in the widest of usual fonts."""

_BASELINE = 0.8
"""From the top of a row of names to its baseline, in rows."""

_BELOW_LEGEND = 1
"""Millimeters."""


@dataclass(frozen=True, eq=False)
class Curve:
    """A channel's values (n,) at the take's times, NaN where nothing is known."""

    name: str
    values: np.ndarray
    color: str


def draw_curve(
    frame: Frame,
    times: np.ndarray,
    curve: Curve,
) -> Iterator[Line]:
    """One line for each stretch without gaps; a lone sample is a dot. times: (n,) in seconds."""
    x = frame.x(times)
    y = frame.y(curve.values)
    points = np.column_stack([x, y])
    for stretch in _known_stretches(points):
        if len(stretch) == 1:
            # A line without length, which its round ends make a dot.
            stretch = stretch.repeat(2, axis=0)
        yield Line(stretch, curve.color, _STROKE)


def _known_stretches(points: np.ndarray) -> Iterator[np.ndarray]:
    """The longest pieces of points (n, 2) whose heights are all known."""
    is_known = np.isfinite(points[:, 1])
    is_known_before = np.append(False, is_known[:-1])
    is_known_after = np.append(is_known[1:], False)
    firsts = np.flatnonzero(is_known & ~is_known_before)
    lasts = np.flatnonzero(is_known & ~is_known_after)
    for first, last in zip(firsts, lasts, strict=True):
        yield points[first : last + 1]


def legend(
    x: float,
    top: float,
    width: float,
    curves: Sequence[Curve],
) -> Iterator[Line | Text]:
    """The curves' names in rows, each after a piece of its curve."""
    columns = _legend_columns(width, curves)
    entry = _legend_entry(curves)
    for number, curve in enumerate(curves):
        row, column = divmod(number, columns)
        left = x + column * entry
        baseline = top + (row + _BASELINE) * ROW * FONT
        yield level_line(
            y=baseline - DIGIT_DROP * FONT,
            left=left,
            right=left + _SWATCH,
            color=curve.color,
            width=2 * _STROKE,
        )
        yield Text(
            x=left + _NAME_FROM,
            y=baseline,
            text=curve.name,
            size=FONT,
            color=INK,
        )


def legend_height(width: float, curves: Sequence[Curve]) -> float:
    """Millimeters that the names take, with the space below them."""
    columns = _legend_columns(width, curves)
    rows = -(-len(curves) // columns)  # rounded up
    return rows * ROW * FONT + _BELOW_LEGEND


def _legend_columns(width: float, curves: Sequence[Curve]) -> int:
    fitting = int(width // _legend_entry(curves))
    # A name too long for the page goes beyond it rather than get lost.
    return max(1, fitting)


def _legend_entry(curves: Sequence[Curve]) -> float:
    """Millimeters that the longest name takes with its swatch and the space after it.

    Fonts are not measured here: what draws the figure may have another than what reads it.
    """
    longest = max(len(curve.name) for curve in curves)
    name = longest * _LETTER * FONT
    space = FONT
    return _NAME_FROM + name + space
