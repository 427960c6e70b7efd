"""A plot's axes with ticks and numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .shapes import Line, Text, level_line, upright_line
from .style import DIGIT_DROP, FONT, HAIR, INK, ROW

_TICK = 0.9
"""Millimeters that a tick stands out of its axis."""

_TICK_GAP = 0.7
"""Millimeters between a tick and its number."""

_DIGIT_HEIGHT = 0.7
"""Of a digit above its baseline, in ems."""

_ROUND = (1, 2, 5, 10, 20, 50)
"""Steps between ticks that are read with ease, to be multiplied by a power of ten. Those above 10
are for ranges that begin and end between ticks, which takes one tick more than their length."""

_SLACK = 1e-9
"""Rounding that a tick may be beside a round number: 0.1 + 0.2 still counts as 0.3."""


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
        """Millimeters from the top of the page."""
        return self.top + self.height

    def x(self, value: np.ndarray | float) -> np.ndarray | float:
        """Millimeters from the left of the page, of one value or of each of (n,)."""
        low, high = self.x_range
        share = (value - low) / (high - low)
        return self.left + share * self.width

    def y(self, value: np.ndarray | float) -> np.ndarray | float:
        """Millimeters from the top of the page, of one value or of each of (n,)."""
        low, high = self.y_range
        share = (value - low) / (high - low)
        return self.bottom - share * self.height


def ticks(
    low: float,
    high: float,
    most: int,
) -> np.ndarray:
    """At most so many round numbers (n,), the first at or below `low`, the last at or above `high`.

    They are as many as possible: 0, 0.5, 1 for 0 to 1 and at most 5, where 0, 0.2 .. are six.
    """
    least_step = (high - low) / most
    power = 10.0 ** np.floor(np.log10(least_step))
    steps = power * np.array(_ROUND)
    firsts = np.floor(low / steps + _SLACK)
    lasts = np.ceil(high / steps - _SLACK)
    is_few_enough = lasts - firsts < most
    # The first that is True: steps grow.
    finest = int(np.argmax(is_few_enough))
    first = firsts[finest]
    last = lasts[finest]
    return np.arange(first, last + 1) * steps[finest]


def label(value: float, step: float) -> str:
    """A tick's number with the digits that its step needs, with a true minus."""
    exponent = int(np.floor(np.log10(step) + _SLACK))
    digits = max(0, -exponent)
    # + 0.0: a tick a rounding below 0 would be written -0.
    rounded = round(value, digits) + 0.0
    return f"{rounded:.{digits}f}".replace("-", "\N{MINUS SIGN}")


def y_axis(
    frame: Frame,
    marks: np.ndarray,
    title: str,
) -> Iterator[Line | Text]:
    """The left side of a plot with ticks at values (n,), and the title turned beside the page."""
    yield upright_line(
        x=frame.left,
        top=frame.top,
        bottom=frame.bottom,
        color=INK,
        width=HAIR,
    )
    tick_end = frame.left - _TICK
    step = marks[1] - marks[0]
    for mark in marks:
        y = float(frame.y(mark))
        yield level_line(
            y=y,
            left=tick_end,
            right=frame.left,
            color=INK,
            width=HAIR,
        )
        yield Text(
            x=tick_end - _TICK_GAP,
            y=y + DIGIT_DROP * FONT,
            text=label(mark, step),
            size=FONT,
            color=INK,
            anchor="end",
        )
    # Turned, a text's baseline is at x: an em keeps its letters on the page.
    yield Text(
        x=FONT,
        y=(frame.top + frame.bottom) / 2,
        text=title,
        size=FONT,
        color=INK,
        anchor="middle",
        turned=True,
    )


def x_axis(
    frame: Frame,
    title: str,
    most: int,
) -> Iterator[Line | Text]:
    """The lower side of a plot with at most so many ticks, and the title below it."""
    low, high = frame.x_range
    right = frame.left + frame.width
    yield level_line(
        y=frame.bottom,
        left=frame.left,
        right=right,
        color=INK,
        width=HAIR,
    )
    marks = ticks(low, high, most)
    step = marks[1] - marks[0]
    # Unlike the upright axis, this one ends where the take does, between two ticks if need be.
    is_inside = (marks >= low - _SLACK) & (marks <= high + _SLACK)
    tick_end = frame.bottom + _TICK
    baseline = tick_end + _TICK_GAP + _DIGIT_HEIGHT * FONT
    for mark in marks[is_inside]:
        x = float(frame.x(mark))
        yield upright_line(
            x=x,
            top=frame.bottom,
            bottom=tick_end,
            color=INK,
            width=HAIR,
        )
        yield Text(
            x=x,
            y=baseline,
            text=label(mark, step),
            size=FONT,
            color=INK,
            anchor="middle",
        )
    yield Text(
        x=frame.left + frame.width / 2,
        y=baseline + ROW * FONT,
        text=title,
        size=FONT,
        color=INK,
        anchor="middle",
    )


def x_axis_height() -> float:
    """Millimeters that ticks, numbers and title take below a plot."""
    descenders = 0.3
    text = _DIGIT_HEIGHT + ROW + descenders
    return _TICK + _TICK_GAP + text * FONT
