"""A person's colors on the ICT-FaceKit head: which vertices are brow, lip, iris, scalp."""

import numpy as np

from .ict import EYES, FACE, HEAD, MOUTH, TEETH, middle_of
from .people import Person

_PUPIL = 9.0
_IRIS = 23.0
"""Degrees around the eye's axis."""

# On the neutral head seen from the front: x away from the middle and y, in cm.
_BROW = np.array(
    [
        (5.6, 5.15),
        (5.0, 5.75),
        (4.05, 6.05),
        (2.85, 6.0),
        (1.4, 5.65),
    ]
)
_UPPER_LIP = np.array(
    [
        (0, -2.71),
        (0.73, -2.62),
        (1.47, -2.78),
        (1.96, -3.05),
        (2.37, -3.24),
        (2.6, -3.5),
    ]
)
_LOWER_LIP = np.array(
    [
        (0, -4.28),
        (0.77, -4.24),
        (1.46, -4.1),
        (1.98, -3.88),
        (2.32, -3.73),
        (2.6, -3.5),
    ]
)
_HAIRLINE = np.array(
    [
        (0, 9.9),
        (4, 9.6),
        (5.6, 8.4),
        (6.6, 6.0),
        (7.2, 2.0),
    ]
)

_BEHIND_EARS = -1
"""z in cm: further back, all above the nape is hair."""

_NAPE = -4
"""y in cm."""

_SOFT = 0.12
"""cm within which the brow fades into skin."""

# Linear RGB.
_SCLERA = (0.75, 0.72, 0.7)
_BLACK = (0.005, 0.005, 0.005)
_ENAMEL = (0.7, 0.65, 0.55)
_GUMS = (0.18, 0.03, 0.03)

# Roughness: 0 mirrors, 1 is like chalk.
_WET = 0.1
_MATTE = 0.8
_TEETH_ROUGHNESS = 0.2
_GUMS_ROUGHNESS = 0.4
_LIPS_ROUGHNESS = 0.8
"""Of the skin's."""


class Colors:
    """Which vertices are brow, lip, iris ..: found once on the neutral head."""

    def __init__(self, neutral: np.ndarray):
        """neutral: (n, 3) in cm, the parts of ict.py one after the other."""
        self._count = len(neutral)
        # Both sides as one: x is the distance from the middle.
        front = neutral[:, :2].astype(np.float64)
        front[:, 0] = np.abs(front[:, 0])
        self._to_brow = _distance(front[FACE], _BROW)
        self._lips = _lips(front[FACE])
        self._scalp = _scalp(front, neutral[:, 2])
        self._angle: dict[str, np.ndarray] = {}
        for side, part in EYES.items():
            self._angle[side] = _angle_from_axis(neutral[part])

    def of(self, person: Person) -> np.ndarray:
        """(n, 4) linear RGB and roughness."""
        skin = (*person.skin, person.roughness)
        hair = (*person.hair, _MATTE)
        lips = (*person.lips, person.roughness * _LIPS_ROUGHNESS)
        colors = np.empty((self._count, 4), np.float32)
        # From the widest to the narrowest: what comes later lies on what came before.
        colors[:] = skin
        if not person.bald:
            colors[self._scalp] = hair
        within_brow = (person.brow - self._to_brow) / _SOFT
        hairiness = np.clip(within_brow + 0.5, 0, 1)[:, None]
        difference = hair - colors[FACE]
        colors[FACE] += hairiness * difference
        colors[self._lips] = lips
        colors[MOUTH] = (*_GUMS, _GUMS_ROUGHNESS)
        colors[TEETH] = (*_ENAMEL, _TEETH_ROUGHNESS)
        for side, part in EYES.items():
            angle = self._angle[side]
            colors[part, :3] = _eye_colors(angle, person.iris)
            colors[part, 3] = _WET
        return colors


def _lips(front: np.ndarray) -> np.ndarray:
    """Which vertices of the face lie between the outlines of the lips; front: (n, 2) in cm."""
    x, y = front.T
    upper = np.interp(x, *_UPPER_LIP.T)
    lower = np.interp(x, *_LOWER_LIP.T)
    corner, _ = _UPPER_LIP[-1]
    is_between = (y < upper) & (y > lower)
    # Beyond the corner, the outlines go on level, as np.interp has them.
    return np.flatnonzero(is_between & (x < corner))


def _scalp(front: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Which vertices have hair; front: (n, 2) in cm, z: (n,) in cm out of the face."""
    x, y = front.T
    hairline = np.interp(x, *_HAIRLINE.T)
    above_forehead = y > hairline
    on_the_back = (z < _BEHIND_EARS) & (y > _NAPE)
    found = np.flatnonzero(above_forehead | on_the_back)
    # The mouth's inside and the eyes, which lie behind the face too, are numbered after the head.
    return found[found < HEAD.stop]


def _angle_from_axis(eye: np.ndarray) -> np.ndarray:
    """Degrees (n,) of an eye's vertices (n, 3) from the way it looks."""
    from_center = eye - middle_of(eye)
    x, y, z = from_center.T
    beside_axis = np.hypot(x, y)
    return np.degrees(np.arctan2(beside_axis, z))


def _eye_colors(angle: np.ndarray, iris: np.ndarray) -> np.ndarray:
    """Linear RGB (n, 3) at degrees from the eye's axis (n,), with an iris of a color (3,)."""
    is_iris = angle < _IRIS
    is_pupil = angle < _PUPIL
    rgb = np.where(is_iris[:, None], iris, _SCLERA)
    rgb[is_pupil] = _BLACK
    return rgb


def _distance(points: np.ndarray, line: np.ndarray) -> np.ndarray:
    """Distances (n,) of points (n, 2) from a line of straight pieces between points (k, 2)."""
    start = line[:-1]
    way = np.diff(line, axis=0)
    square = (way**2).sum(axis=1)
    # Of each point, the nearest place on each piece: (n, k - 1).
    each = points[:, None]
    along = np.einsum("nkd,kd->nk", each - start, way) / square
    share = np.clip(along, 0, 1)[..., None]
    nearest = start + share * way
    distances = np.linalg.norm(each - nearest, axis=2)
    return distances.min(axis=1)
