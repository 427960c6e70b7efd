"""The cage: the face's own surface over the control points, before it is smoothed.

It is the landmarks' triangles with the mouth opened to a bag and the eyes opened between lids that
have a thickness.
"""

from typing import NamedTuple

import numpy as np

from ..topology import AREAS, topology
from .control_points import (
    CONTROLS,
    EYES,
    FIRST_OF_BAG,
    FIRST_OF_MARGINS,
    MARGIN,
    RING,
    RINGS,
    lid_rim,
    lip_rim,
)
from .surface import Surface

EYE_FILLINGS = ("right_eye", "left_eye", "right_iris", "left_iris")
"""Names of the areas that stand for eyes where no eyeballs are."""
NO_AREA = -1
"""Of polygons that are flesh."""


class Cage(NamedTuple):
    """The polygons over the control points, and of each (p,) its index into AREAS, or NO_AREA."""

    surface: Surface
    area: np.ndarray


def cage(has_mouth: bool, has_eyes: bool) -> Cage:
    """The surface with or without an open mouth and open eyes."""
    face = topology()
    filled: list[str] = []
    if has_mouth:
        filled.append("mouth")
    if has_eyes:
        filled += EYE_FILLINGS
    is_kept = ~face.in_areas(*filled)
    triangles = face.triangles[is_kept]
    quads: list[list[int]] = []
    sharp: list[tuple[int, int]] = []
    if has_mouth:
        _add_bag(quads, sharp)
    if has_eyes:
        for number, eye in enumerate(EYES):
            inner = range(
                FIRST_OF_MARGINS + number * MARGIN, FIRST_OF_MARGINS + (number + 1) * MARGIN
            )
            _add_ring(quads, sharp, lid_rim(eye), list(inner))
    # Rims that are filled flat are as sharp.
    for rim, is_open in ((lip_rim(), has_mouth), *((lid_rim(eye), has_eyes) for eye in EYES)):
        if not is_open:
            sharp += _around(rim)
    corners = np.concatenate((triangles.ravel(), np.array(quads, np.int64).ravel()))
    sizes = np.repeat([3, 4], [len(triangles), len(quads)])
    area = np.concatenate((face.area[is_kept], np.full(len(quads), NO_AREA)))
    surface = Surface(CONTROLS, corners.astype(np.int64), sizes, np.array(sharp))
    return Cage(surface, area)


def is_skin(area: np.ndarray) -> np.ndarray:
    """(p,) whether areas (p,) are the skin's or the lips'."""
    return (area == AREAS.index("skin")) | (area == AREAS.index("lips"))


def _add_bag(quads: list[list[int]], sharp: list[tuple[int, int]]) -> None:
    """Rings from the lips back to the throat."""
    outer = lip_rim()
    for ring in range(RINGS):
        first = FIRST_OF_BAG + ring * RING
        inner = list(range(first, first + RING))
        _add_ring(quads, sharp, outer, inner)
        outer = inner


def _add_ring(
    quads: list[list[int]],
    sharp: list[tuple[int, int]],
    outer: list[int],
    inner: list[int],
) -> None:
    """Quads between a rim and the ring behind it, both in the same order.

    All their edges are sharp, so that rims stay where the landmarks are.
    """
    for place in range(len(outer)):
        following = (place + 1) % len(outer)
        quads.append([outer[place], inner[place], inner[following], outer[following]])
    sharp += _around(outer)
    sharp += _around(inner)
    sharp += zip(outer, inner, strict=True)


def _around(ring: list[int]) -> list[tuple[int, int]]:
    """The edges of a ring."""
    edges = []
    for place, vertex in enumerate(ring):
        edges.append((vertex, ring[(place + 1) % len(ring)]))
    return edges
