"""Traits: directions among the modes that move what can be measured on a face.

A trait's direction is the likeliest way to change its measure: of all weights that change it as
much, those of the least length. Where b (k,) is how much the measure grows with each mode, that is
b / |b|, and |b| is the standard deviation of the measure among people.
"""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..anatomy.topology import BROWS, IRISES

if TYPE_CHECKING:
    from .person import Person


_WIDE = 0
_DEEP = 1
_HIGH = 2
"""Blender's axes of a face: X to the subject's left, Y to the back, Z up."""


class Trait(NamedTuple):
    """A measure: the mean of some landmarks less that of others, along one axis, in meters.

    tip: what more of it means, as a tooltip says it.
    """

    title: str
    tip: str
    axis: int
    more: tuple[int, ...]
    less: tuple[int, ...]

    def of(self, meshes: np.ndarray) -> np.ndarray:
        """The measure of meshes (.., 478, 3), or what displacements add to it, (..)."""
        along = meshes[..., self.axis]
        more = along[..., list(self.more)].mean(axis=-1)
        less = along[..., list(self.less)].mean(axis=-1)
        return more - less


TRAITS = {
    "face_width": Trait(
        title="Face Width",
        tip="Wider from cheekbone to cheekbone",
        axis=_WIDE,
        more=(454, 323),
        less=(234, 93),
    ),
    "face_length": Trait(
        title="Face Length",
        tip="Longer from the hairline to the chin",
        axis=_HIGH,
        more=(10,),
        less=(152,),
    ),
    "jaw_width": Trait(
        title="Jaw Width",
        tip="Wider between the angles of the jaw",
        axis=_WIDE,
        more=(288, 397, 365),
        less=(58, 172, 136),
    ),
    "chin_prominence": Trait(
        title="Chin Prominence",
        tip="A chin further forward, seen from below the nose",
        axis=_DEEP,
        more=(2, 164),
        less=(199, 175),
    ),
    "brow_height": Trait(
        title="Brow Height",
        tip="Brows higher above the corners of the eyes",
        axis=_HIGH,
        more=(*BROWS["brow.R"], *BROWS["brow.L"]),
        less=(33, 133, 263, 362),
    ),
    "eye_distance": Trait(
        title="Eye Distance",
        tip="Eyes further apart, from iris to iris",
        axis=_WIDE,
        more=(IRISES["iris.L"],),
        less=(IRISES["iris.R"],),
    ),
    "eye_size": Trait(
        title="Eye Size",
        tip="Eyes further open at rest",
        axis=_HIGH,
        more=(158, 159, 160, 385, 386, 387),
        less=(144, 145, 153, 373, 374, 380),
    ),
    "nose_length": Trait(
        title="Nose Length",
        tip="Longer from between the eyes to the lip",
        axis=_HIGH,
        more=(168,),
        less=(2,),
    ),
    "nose_width": Trait(
        title="Nose Width",
        tip="Wider between the wings of the nose",
        axis=_WIDE,
        more=(278, 294, 358),
        less=(48, 64, 129),
    ),
    "lip_fullness": Trait(
        title="Lip Fullness",
        tip="Lips higher from their outlines to where they meet, on the average of both",
        axis=_HIGH,
        more=(37, 0, 267, 87, 14, 317),
        less=(82, 13, 312, 84, 17, 314),
    ),
}
"""By name, in the order of the sidebar."""


@cache
def spread(name: str) -> float:
    """The standard deviation of a trait's measure among people, in meters."""
    return float(np.linalg.norm(_growth(name)))


@cache
def direction(name: str) -> np.ndarray:
    """What to add to weights (k,) so that a trait's measure grows by one standard deviation."""
    return _growth(name) / spread(name)


def _growth(name: str) -> np.ndarray:
    """How much a trait's measure grows with each mode, (k,) in meters."""
    from .modes import modes

    return TRAITS[name].of(modes().landmarks)


def with_traits(person: "Person", amounts: Mapping[str, float]) -> "Person":
    """The person, moved along traits by amounts in standard deviations.

    Traits go together among people: along one of them others move as well.
    """
    from .person import with_weights

    weights = person.weights.copy()
    for name, amount in amounts.items():
        weights += amount * direction(name)
    return with_weights(person, weights)


def traits_of(person: "Person") -> dict[str, float]:
    """By name, how far each trait's measure is from the mean face's, in standard deviations."""
    return {name: float(person.weights @ direction(name)) for name in TRAITS}
