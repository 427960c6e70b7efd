"""Eyelashes as plain shapes, to be put on the rims of the lids.

Millimeters in the frame of each lash's root: out of the eyeball, away from the eye's opening, and
along the rim. A tracked rim is coarse, so each root lies on the line between two of its landmarks.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .openings import OPENINGS


class _Row(NamedTuple):
    """From the outer to the inner corner. length: of the longest lashes; bend, curl: the way away
    from the opening, as shares of the length, that grow with the way along the lash and with its
    square.
    """

    count: int
    length: float
    bend: float
    curl: float


_UPPER, _LOWER = _Row(46, 7.0, -0.25, 0.85), _Row(30, 3.8, 0.15, 0.45)
_FROM, _TO = 0.03, 0.84
"""Of the way along the rim: the inner corner has none."""
_LONGEST, _SHORTEST = 0.3, 0.45
"""Where on that way the longest grow; how long, next to them, the last ones would be."""
_FAN_OUT, _FAN_IN = 0.55, 0.25
"""How far the outer ones lean outwards and the inner ones inwards, as a share of their length."""
_UNEVEN = 0.14
"""By how much, as such a share, neighbors differ in length and lean."""
_THICK = 0.13
"""Half of a lash's thickness at its root."""
_ROOT = -0.5
"""Lashes begin below the surface."""
_STEPS = (0.0, 0.35, 0.7)
_AROUND = 3


@dataclass(frozen=True)
class Lashes:
    """offsets (n, 3): out, away, along. first, next (n,): landmarks; share (n,): the root's way
    from one to the other. is_left (n,): on which eye. faces: corners as lists.
    """

    offsets: np.ndarray
    first: np.ndarray
    next: np.ndarray
    share: np.ndarray
    is_left: np.ndarray
    faces: list[list[int]]


def lashes() -> Lashes:
    """Those of both eyes, alike on both sides."""
    offsets, places, faces = [], [], []
    count = 0
    for part, turn in (("right_eye", 1), ("left_eye", -1)):
        opening = OPENINGS[part]
        outer, inner = opening.corners
        for row, rim, side in ((_UPPER, opening.upper, 1), (_LOWER, opening.lower, -1)):
            rim = np.array([outer, *rim, inner])
            chance = np.random.default_rng(row.count)
            for t in np.linspace(_FROM, _TO, row.count):
                lash, corners = _lash(row, t, chance)
                # Along the rim to the right of one eye is to the left of the other.
                lash[:, 1] *= turn * side
                step = min(int(t * (len(rim) - 1)), len(rim) - 2)
                place = (rim[step], rim[step + 1], t * (len(rim) - 1) - step, turn < 0)
                offsets.append(lash)
                places += [place] * len(lash)
                faces += [[count + corner for corner in face] for face in corners]
                count += len(lash)
    first, following, share, is_left = zip(*places, strict=True)
    return Lashes(
        np.concatenate(offsets),
        np.array(first, np.int32),
        np.array(following, np.int32),
        np.array(share, np.float32),
        np.array(is_left),
        faces,
    )


def _lash(row: _Row, t: float, chance: np.random.Generator) -> tuple[np.ndarray, list[list[int]]]:
    """A curved spike of three sides."""
    from_longest = (t - _LONGEST) / (1 - _LONGEST if t > _LONGEST else 2 * _LONGEST)
    length = row.length * (1 - (1 - _SHORTEST) * from_longest**2)
    length *= 1 + chance.uniform(-_UNEVEN, _UNEVEN)
    lean = np.interp(t, (0, 0.45, 1), (-_FAN_OUT, 0, _FAN_IN)) + chance.uniform(-_UNEVEN, _UNEVEN)

    def middle(s: float) -> np.ndarray:
        return length * np.array([0.8 * s, row.bend * s + row.curl * s * s, lean * s])

    angle = np.arange(_AROUND) * 2 * np.pi / _AROUND
    around = np.stack([np.zeros(_AROUND), np.sin(angle), np.cos(angle)], axis=1)
    rings = [middle(s) + around * _THICK * (1 - s) for s in _STEPS]
    vertices = np.concatenate([*rings, middle(1.0)[None]])
    vertices[:, 0] += _ROOT
    faces = []
    for k in range(_AROUND):
        after = (k + 1) % _AROUND
        for ring in range(len(_STEPS) - 1):
            here, there = ring * _AROUND + k, ring * _AROUND + after
            faces.append([here, there, there + _AROUND, here + _AROUND])
        last = (len(_STEPS) - 1) * _AROUND
        faces.append([last + k, last + after, len(vertices) - 1])
    return vertices, faces
