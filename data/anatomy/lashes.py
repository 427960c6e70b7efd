"""Eyelashes as plain shapes, to be put on the rims of the lids.

Millimeters in the frame of each lash's root: out of the eyeball, away from the eye's opening, and
along the rim. A tracked rim is coarse, so each root lies on the line between two of its landmarks.
Sizes were chosen by eye on rendered faces, lengths and thickness longer and thicker than real hairs
so that fewer lashes fill a lid.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .openings import OPENINGS, Opening
from .solids import Solid


class _Row(NamedTuple):
    """From the outer to the inner corner. length: of the longest lashes; bend, curl: the way away
    from the opening, as shares of the length, that grow with the way along the lash and with its
    square.
    """

    number: int
    length: float
    bend: float
    curl: float


_UPPER = _Row(46, 7.0, -0.25, 0.85)
_LOWER = _Row(30, 3.8, 0.15, 0.45)

# Of the way along the rim: the inner corner has none.
_FROM = 0.03
_TO = 0.84

_LONGEST = 0.3
"""Where on that way the longest grow."""
_SHORTEST = 0.45
"""How long, next to the longest, the last ones would be."""

# As shares of a lash's length.
_OUT = 0.8
"""How far its tip is out of the eyeball."""
_FAN_OUT = 0.55
"""How far the outer ones lean outwards."""
_FAN_IN = 0.25
"""How far the inner ones lean inwards."""
_UPRIGHT = 0.45
"""Where on the way along the rim they lean to neither side."""
_UNEVEN = 0.14
"""By how much neighbors differ in length and lean."""

_THICK = 0.13
"""Half of a lash's thickness at its root."""
_ROOT = -0.5
"""Lashes begin below the surface."""
_STEPS = (0.0, 0.35, 0.7)
"""Where along a lash its rings are, as shares of its length; the tip is a single vertex."""
_AROUND = 3
"""Vertices of a ring: at this size three sides look round."""
VERTICES_OF_LASH = len(_STEPS) * _AROUND + 1
"""Its rings', then the tip."""


@dataclass(frozen=True)
class Lashes:
    """The lashes of both eyes as one mesh of n vertices.

    offsets: (n, 3) out, away, along, in millimeters from the root.
    first, next: (n,) int32, the landmarks between which the root lies.
    share: (n,) float32, the root's way from one to the other.
    is_left: (n,) bool, on which eye.
    faces: corners of each polygon.
    """

    offsets: np.ndarray
    first: np.ndarray
    next: np.ndarray
    share: np.ndarray
    is_left: np.ndarray
    faces: list[list[int]]


class _Root(NamedTuple):
    """Where a lash stands; the fields are those of Lashes, for all vertices of one lash."""

    first: int
    next: int
    share: float
    is_left: bool


def lashes() -> Lashes:
    """Those of both eyes, alike on both sides."""
    lash_vertices: list[np.ndarray] = []
    roots: list[_Root] = []
    faces: list[list[int]] = []
    count = 0
    for is_left in (False, True):
        opening = OPENINGS["left_eye" if is_left else "right_eye"]
        for lash, root in _lashes_of_eye(opening, is_left):
            for face in lash.faces:
                faces.append([count + corner for corner in face])
            lash_vertices.append(lash.vertices)
            roots += [root] * len(lash.vertices)
            count += len(lash.vertices)
    return Lashes(
        offsets=np.concatenate(lash_vertices),
        first=np.array([root.first for root in roots], np.int32),
        next=np.array([root.next for root in roots], np.int32),
        share=np.array([root.share for root in roots], np.float32),
        is_left=np.array([root.is_left for root in roots]),
        faces=faces,
    )


def _lashes_of_eye(opening: Opening, is_left: bool) -> list[tuple[Solid, _Root]]:
    """The upper lashes of an eye, then its lower ones, each with the place of its root."""
    outer, inner = opening.corners
    found = []
    for is_upper in (True, False):
        row = _UPPER if is_upper else _LOWER
        landmarks = opening.upper if is_upper else opening.lower
        rim = (outer, *landmarks, inner)
        # One seed for both eyes, so that they are mirror images.
        chance = np.random.default_rng(row.number)
        for share in np.linspace(_FROM, _TO, row.number):
            lash = _lash(row, share, chance)
            # "Away" is out x along. Rims run from the outer corners inwards, so that it points up
            # on the right eye and down on the left one.
            points_up = not is_left
            if points_up != is_upper:
                lash.vertices[:, 1] *= -1
            found.append((lash, _root_on(rim, share, is_left)))
    return found


def _root_on(
    rim: tuple[int, ...],
    share: float,
    is_left: bool,
) -> _Root:
    """The place at a share of the way along a rim, whose landmarks count as evenly spaced."""
    pieces = len(rim) - 1
    place = share * pieces
    piece = min(int(place), pieces - 1)
    return _Root(
        first=rim[piece],
        next=rim[piece + 1],
        share=place - piece,
        is_left=is_left,
    )


def _lash(
    row: _Row,
    share: float,
    chance: np.random.Generator,
) -> Solid:
    """A curved spike of three sides. share: of the way along the rim, 0 at the outer corner."""
    length = row.length * _length_at(share)
    length *= 1 + chance.uniform(-_UNEVEN, _UNEVEN)
    lean = np.interp(share, (0, _UPRIGHT, 1), (-_FAN_OUT, 0, _FAN_IN))
    lean += chance.uniform(-_UNEVEN, _UNEVEN)

    def middle(step: float) -> np.ndarray:
        """(3,) of the lash's middle line, at a share of its length."""
        out = _OUT * step
        away = row.bend * step + row.curl * step * step
        along = lean * step
        return length * np.array([out, away, along])

    angle = np.arange(_AROUND) * 2 * np.pi / _AROUND
    out = np.zeros(_AROUND)
    around = np.stack([out, np.sin(angle), np.cos(angle)], axis=1)
    rings = []
    for step in _STEPS:
        # Thinner toward the tip.
        ring = around * _THICK * (1 - step)
        rings.append(middle(step) + ring)
    tip = middle(1.0)
    vertices = np.concatenate([*rings, [tip]])
    vertices[:, 0] += _ROOT
    return Solid(vertices, _spike_faces())


def _length_at(share: float) -> float:
    """Length of a lash at a share of the way along the rim, as a share of the longest."""
    if share > _LONGEST:
        from_longest = (share - _LONGEST) / (1 - _LONGEST)
    else:
        # The outermost ones are shorter by only a quarter of the difference.
        from_longest = (share - _LONGEST) / (2 * _LONGEST)
    return 1 - (1 - _SHORTEST) * from_longest**2


def _spike_faces() -> list[list[int]]:
    """Quads between the rings and triangles at the tip, side by side; no bottom, which is inside
    the lid.
    """
    last_ring = (len(_STEPS) - 1) * _AROUND
    tip = len(_STEPS) * _AROUND
    faces = []
    for place in range(_AROUND):
        following = (place + 1) % _AROUND
        for ring in range(len(_STEPS) - 1):
            here = ring * _AROUND + place
            beside = ring * _AROUND + following
            above = here + _AROUND
            above_beside = beside + _AROUND
            faces.append([here, beside, above_beside, above])
        faces.append([last_ring + place, last_ring + following, tip])
    return faces
