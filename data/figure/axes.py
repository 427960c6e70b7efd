"""A plot: axes, ticks, curves and their names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .shapes import Line, Text

Shapes = Iterator[Line | Text]

FONT = 2.47
"""Millimeters: 7 points, what journals ask for."""
INK, GRAY, RULE = "#1a1a1a", "#6e6e6e", "#d0d0d0"
HAIR = 0.18
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito's, which the color-blind tell apart, without the yellow that white swallows."""

_CURVE = 0.35
_TICK, _TICK_GAP = 0.9, 0.7
_LETTER = 0.62
"""Mean width of a letter in ems, in the widest of usual fonts."""
_SWATCH = 5.0
_DIGIT_DROP = 0.36
"""How far below its middle a digit's baseline lies, in ems."""


@dataclass(frozen=True, eq=False)
class Curve:
    name: str
    values: np.ndarray
    color: str


@dataclass(frozen=True)
class Frame:
    """A plot's rectangle in millimeters and the values at its sides."""

    left: float
    top: float
    width: float
    height: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def x(self, value: np.ndarray | float) -> np.ndarray | float:
        low, high = self.x_range
        return self.left + (value - low) / (high - low) * self.width

    def y(self, value: np.ndarray | float) -> np.ndarray | float:
        low, high = self.y_range
        return self.bottom - (value - low) / (high - low) * self.height


def ticks(low: float, high: float, most: int) -> np.ndarray:
    """At most so many round numbers, the first at or below `low`, the last at or above `high`."""
    power = 10.0 ** np.floor(np.log10((high - low) / most))
    steps = power * np.array([1, 2, 5, 10, 20, 50])
    firsts, lasts = np.floor(low / steps + 1e-9), np.ceil(high / steps - 1e-9)
    finest = int(np.argmax(lasts - firsts < most))
    return np.arange(firsts[finest], lasts[finest] + 1) * steps[finest]


def label(value: float, step: float) -> str:
    """A tick's number with the digits that its step needs, with a true minus."""
    digits = max(0, -int(np.floor(np.log10(step) + 1e-9)))
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "\N{MINUS SIGN}")


def y_axis(frame: Frame, marks: np.ndarray, title: str) -> Shapes:
    yield _line([(frame.left, frame.top), (frame.left, frame.bottom)], INK)
    for mark in marks:
        y = float(frame.y(mark))
        yield _line([(frame.left - _TICK, y), (frame.left, y)], INK)
        text, place = label(mark, marks[1] - marks[0]), frame.left - _TICK - _TICK_GAP
        yield Text(place, y + _DIGIT_DROP * FONT, text, FONT, INK, "end")
    middle = (frame.top + frame.bottom) / 2
    yield Text(FONT, middle, title, FONT, INK, "middle", turned=True)


def x_axis(frame: Frame, title: str, most: int) -> Shapes:
    low, high = frame.x_range
    yield _line([(frame.left, frame.bottom), (frame.left + frame.width, frame.bottom)], INK)
    marks = ticks(low, high, most)
    below = frame.bottom + _TICK + _TICK_GAP + 0.7 * FONT
    for mark in marks[(marks >= low - 1e-9) & (marks <= high + 1e-9)]:
        x = float(frame.x(mark))
        yield _line([(x, frame.bottom), (x, frame.bottom + _TICK)], INK)
        yield Text(x, below, label(mark, marks[1] - marks[0]), FONT, INK, "middle")
    yield Text(frame.left + frame.width / 2, below + 1.3 * FONT, title, FONT, INK, "middle")


def x_axis_height() -> float:
    return _TICK + _TICK_GAP + 2.3 * FONT


def curves(frame: Frame, times: np.ndarray, shown: Sequence[Curve]) -> Shapes:
    """One line for each stretch without gaps; a lone sample is a dot."""
    for curve in shown:
        points = np.column_stack([frame.x(times), frame.y(curve.values)])
        known = np.isfinite(points[:, 1])
        starts = np.flatnonzero(known & ~np.append(False, known[:-1]))
        ends = np.flatnonzero(known & ~np.append(known[1:], False))
        for start, end in zip(starts, ends, strict=True):
            stretch = points[start : end + 1]
            yield Line(stretch.repeat(2, axis=0) if start == end else stretch, curve.color, _CURVE)


def names(x: float, top: float, width: float, shown: Sequence[Curve]) -> tuple[float, list]:
    """The curves' names with their colors, in rows; their height and shapes."""
    entry = _SWATCH + max(len(curve.name) for curve in shown) * _LETTER * FONT + FONT
    columns = max(1, int(width // entry))
    shapes: list[Line | Text] = []
    for number, curve in enumerate(shown):
        row, column = divmod(number, columns)
        left, y = x + column * entry, top + (row + 0.8) * 1.3 * FONT
        middle = y - _DIGIT_DROP * FONT
        shapes.append(
            Line(np.array([(left, middle), (left + 3.5, middle)]), curve.color, 2 * _CURVE)
        )
        shapes.append(Text(left + _SWATCH, y, curve.name, FONT, INK))
    return -(-len(shown) // columns) * 1.3 * FONT + 1, shapes


def _line(points: Sequence[tuple[float, float]], color: str) -> Line:
    return Line(np.array(points, np.float64), color, HAIR)
