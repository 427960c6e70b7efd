"""What drawings are made of. Lengths are millimeters, y goes down from the upper left corner."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

Anchor = Literal["start", "middle", "end"]
"""Which point of a text its x is, by SVG's words."""


@dataclass(frozen=True, eq=False)
class Line:
    """Joined points (n, 2); color as #rrggbb."""

    points: np.ndarray
    color: str
    width: float


@dataclass(frozen=True)
class Text:
    """Its baseline is at y, its start, middle or end at x; turned reads upwards.

    size: of the em. color: as #rrggbb.
    """

    x: float
    y: float
    text: str
    size: float
    color: str
    anchor: Anchor = "start"
    turned: bool = False


@dataclass(frozen=True, eq=False)
class Picture:
    """Pixels (h, w, 3) uint8 from the top, stretched to the size."""

    x: float
    y: float
    width: float
    height: float
    pixels: np.ndarray


Shape = Line | Text | Picture


def upright_line(
    x: float,
    top: float,
    bottom: float,
    color: str,
    width: float,
) -> Line:
    """A line down the page."""
    points = np.array([(x, top), (x, bottom)], np.float64)
    return Line(points, color, width)


def level_line(
    y: float,
    left: float,
    right: float,
    color: str,
    width: float,
) -> Line:
    """A line across the page."""
    points = np.array([(left, y), (right, y)], np.float64)
    return Line(points, color, width)


@dataclass(frozen=True)
class Drawing:
    """Later shapes cover earlier ones; the ground is white."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
