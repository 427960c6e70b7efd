"""Control points: few places that are worked out on each frame, between which all else is mixed.

The landmarks come first, by their own indices. Then follow the inside of the mouth and the inner
edges of the lids. Lengths are meters.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from ..mouth import MOUTH, rim_side
from ..openings import OPENINGS
from ..topology import IRISES, LANDMARKS, WITHOUT_IRISES, iris_rim


class Kind(IntEnum):
    """How a control point is found."""

    SURFACE = 0
    """With a landmark of the moment: the landmarks themselves, what is close behind the lips."""
    BONE = 1
    """With a landmark of the neutral face or the middle of its lips, and with the jaw: the inside
    of the mouth."""
    MARGIN = 2
    """The inner edge of a lid, on the eyeball."""


class _Ring(NamedTuple):
    """A ring of the bag behind the rim of the lips: how far behind, and above the upper lip or
    below the lower one. With the lips of the moment, or with the neutral face's and the jaw.
    """

    depth: float
    height: float
    with_lips: bool


_RINGS = (
    _Ring(0.0016, 0.0, with_lips=True),  # where closed lips meet
    _Ring(0.0046, 0.0070, with_lips=True),
    _Ring(0.0115, 0.0185, with_lips=False),
    _Ring(0.048, 0.0160, with_lips=False),
)
_THROAT = np.array([0, 0.064, -0.006])
"""From the middle of the lips to where the bag ends in a point."""

EYES = ("right_eye", "left_eye")
"""Names among OPENINGS."""


class Controls(NamedTuple):
    """n control points.

    kind: (n,) of Kind. source: (n,) the landmark that each goes with.
    from_middle: (n,) whether it is told from the middle of the lips instead.
    local: (n, 3) from there. jaw_share: (n,) how far it goes with the jaw, 0 to 1.
    lift: (n,) how far up it goes where lips touch, 1 behind the middle of the upper lip.
    opposite: (n,) for the rims of the upper lids the landmark below on the lower lid, else 0.
    is_left: (n,) of the left eye.
    is_iris: (n,) landmarks of flat irises, which the lids cut.
    """

    kind: np.ndarray
    source: np.ndarray
    from_middle: np.ndarray
    local: np.ndarray
    jaw_share: np.ndarray
    lift: np.ndarray
    opposite: np.ndarray
    is_left: np.ndarray
    is_iris: np.ndarray


def lip_rim() -> list[int]:
    """Landmarks around the mouth's opening, in their order."""
    right, left = MOUTH.corners
    return [right, *MOUTH.upper, left, *reversed(MOUTH.lower)]


def lid_rim(eye: str) -> list[int]:
    """Landmarks around an eye's opening, in their order."""
    lids = OPENINGS[eye]
    outer, inner = lids.corners
    # Seen from the front both go the same way round, though the left eye is the right one's mirror
    # image: with the polygons around them.
    if eye == "left_eye":
        return [outer, *lids.lower, inner, *reversed(lids.upper)]
    return [outer, *lids.upper, inner, *reversed(lids.lower)]


RING = len(lip_rim())
RINGS = len(_RINGS) + 1
"""The last one is the throat, a point."""
FIRST_OF_BAG = LANDMARKS
FIRST_OF_MARGINS = FIRST_OF_BAG + RINGS * RING
MARGIN = len(lid_rim("right_eye"))
"""Where each block begins."""
CONTROLS = FIRST_OF_MARGINS + len(EYES) * MARGIN
"""How many there are."""


def controls(has_eyes: bool, cuts_irises: bool = False) -> Controls:
    """All of them. Without eyeballs lids stay as the tracker saw them; flat irises stay so as well
    unless lids are to cut them.
    """
    rows = _Rows()
    opposite = _opposites() if has_eyes else {}
    left_iris = IRISES["iris.L"]
    left_eye = (*lid_rim("left_eye"), left_iris, *iris_rim(left_iris))
    for landmark in range(LANDMARKS):
        rows.add(
            Kind.SURFACE,
            landmark,
            opposite=opposite.get(landmark, 0),
            is_left=landmark in left_eye,
            is_iris=landmark >= WITHOUT_IRISES and cuts_irises,
        )
    _add_mouth(rows)
    for eye in EYES:
        for landmark in lid_rim(eye):
            rows.add(
                Kind.MARGIN, landmark, opposite=opposite.get(landmark, 0), is_left=eye == "left_eye"
            )
    return rows.controls()


def _add_mouth(rows: "_Rows") -> None:
    """The bag's rings, from the lips to the throat."""
    sides = rim_side()
    for ring in _RINGS:
        for landmark in lip_rim():
            side = sides[landmark]
            local = np.array([0, ring.depth, side * ring.height])
            if ring.with_lips:
                rows.add(Kind.SURFACE, landmark, local=local, lift=side)
            else:
                rows.add(Kind.BONE, landmark, local=local, jaw_share=_jaw_share(side))
    for landmark in lip_rim():
        share = _jaw_share(sides[landmark])
        rows.add(Kind.BONE, landmark, local=_THROAT, from_middle=True, jaw_share=share)


def _jaw_share(side: float) -> float:
    """How far a place of the bag goes with the jaw; behind the lips' corners half of the way."""
    return float(np.clip(0.5 - 2 * side, 0, 1))


class _Rows:
    """Controls that are being made, point by point."""

    def __init__(self) -> None:
        self._rows: list[Controls] = []

    def add(
        self,
        kind: Kind,
        source: int,
        local: np.ndarray | None = None,
        from_middle: bool = False,
        jaw_share: float = 0.0,
        lift: float = 0.0,
        opposite: int = 0,
        is_left: bool = False,
        is_iris: bool = False,
    ) -> None:
        """One more point."""
        values = (
            int(kind),
            source,
            from_middle,
            np.zeros(3) if local is None else local,
            jaw_share,
            lift,
            opposite,
            is_left,
            is_iris,
        )
        self._rows.append(Controls(*(np.array(value) for value in values)))

    def controls(self) -> Controls:
        """All points as arrays."""
        columns = zip(*self._rows, strict=True)
        return Controls(*(np.stack(column) for column in columns))


def _opposites() -> dict[int, int]:
    """Landmark on the rim of an upper lid -> the one below on the lower lid."""
    found: dict[int, int] = {}
    for eye in EYES:
        lids = OPENINGS[eye]
        found |= dict(zip(lids.upper, lids.lower, strict=True))
    return found
