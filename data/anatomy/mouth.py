"""All that is inside a mouth as plain shapes, and the inner rim of the lips.

Millimeters, x to the subject's left, y to the back, z up, from the middle of the closed lips.
"""

from dataclasses import dataclass

import numpy as np

from .openings import OPENINGS
from .solids import Solid
from .teeth import LOWER, UPPER, gum_of, teeth_of
from .tongue import tongue

MOUTH = OPENINGS["mouth"]
CHIN = (152, 175, 199, 200)
"""Landmarks that go where the jaw goes."""
HINGE = (0, -0.018, -0.004)
"""Meters. The jaw's joints are a little in front of the ears, which the origin lies between."""

# Kinds of shapes, in the order of their materials.
TEETH = 0
GUMS = 1
TONGUE = 2

_CORNER_SIDE = 0.01
"""Stands for 0 at the corners of the mouth, where 0 would say "not on the rim"."""


@dataclass(frozen=True)
class Shape:
    """vertices: (n, 3); faces: corners as lists; kind: TEETH, GUMS or TONGUE; jaw: goes with it."""

    vertices: np.ndarray
    faces: list[list[int]]
    kind: int
    jaw: bool


def rim_side() -> dict[int, float]:
    """Vertex -> how far it is from the corners of the mouth, 0..1, negative on the lower lip."""
    sides: dict[int, float] = {}
    right, left = MOUTH.corners
    signs = {MOUTH.lower: -1.0, MOUTH.upper: 1.0}
    for landmarks, sign in signs.items():
        rim = (right, *landmarks, left)
        across = np.linspace(-1, 1, len(rim))
        # A half circle over the mouth's width.
        heights = np.sqrt(1 - across * across)
        for vertex, height in zip(rim, heights, strict=True):
            sides[vertex] = sign * float(height)
    for corner in MOUTH.corners:
        sides[corner] = _CORNER_SIDE
    return sides


def shapes() -> list[Shape]:
    """14 upper teeth and their gum, 14 lower teeth and theirs, and the tongue."""
    found = []
    for row in (UPPER, LOWER):
        goes_with_jaw = not row.is_upper
        for tooth in teeth_of(row):
            found.append(_shape(tooth, TEETH, goes_with_jaw))
        found.append(_shape(gum_of(row), GUMS, goes_with_jaw))
    found.append(_shape(tongue(), TONGUE, goes_with_jaw=True))
    return found


def _shape(
    solid: Solid,
    kind: int,
    goes_with_jaw: bool,
) -> Shape:
    """A solid with the fields of Shape."""
    return Shape(solid.vertices, solid.faces, kind, goes_with_jaw)
