"""What drawings are made of. Lengths are millimeters, y goes down from the upper left corner."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Line:
    """Joined points (n, 2)."""

    points: np.ndarray
    color: str
    width: float


@dataclass(frozen=True)
class Text:
    """Its baseline is at y, its start, middle or end at x; turned reads upwards.

    size: of the em.
    """

    x: float
    y: float
    text: str
    size: float
    color: str
    anchor: str = "start"
    turned: bool = False


@dataclass(frozen=True, eq=False)
class Picture:
    """Pixels (h, w, 3) uint8 from the top, stretched to the size."""

    x: float
    y: float
    width: float
    height: float
    pixels: np.ndarray


@dataclass(frozen=True)
class Drawing:
    """Later shapes cover earlier ones; the ground is white."""

    width: float
    height: float
    shapes: tuple[Line | Text | Picture, ...]
