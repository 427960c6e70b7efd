"""Handles before a face: what is dragged where moves which channels, and how far."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from .eye_channels import LOOK_DEGREES

_LEAST = 0.002
"""Meters: a channel that moves the landmarks less far along its way would leap under a handle."""
_BEFORE_EYES = 0.07
"""Meters from the eyes to the handle of the gaze."""

Way = tuple[tuple[str, ...], ...]
"""Sets of channels that move together; a face uses the first of which it has all."""


class Handle(NamedTuple):
    """A point to drag in the plane of the face.

    landmarks: those in whose middle it is. ways: (across, up), each a way to the subject's left or
    up and one against it. forward: meters before the landmarks. angles: degrees of the ways in
    their order for what turns, as far away as it is forward; none for what goes with its landmarks.
    """

    title: str
    landmarks: tuple[int, ...]
    ways: tuple[tuple[Way, Way], tuple[Way, Way]]
    forward: float = 0.0
    angles: tuple[float, ...] = ()

    @property
    def is_of_one_side(self) -> bool:
        """Whether there is another for the other side."""
        return self.title.endswith(("Left", "Right"))


def _corner(side: str, landmark: int) -> Handle:
    smile = (f"mouthSmile{side}",), ("AU12",)
    frown = (f"mouthFrown{side}",), ("AU15",)
    out = (f"mouthStretch{side}",), ("AU20",)
    inward = ("mouthPucker",), ("AU18",)
    across = (out, inward) if side == "Left" else (inward, out)
    return Handle(f"Mouth Corner {side}", (landmark,), (across, (smile, frown)))


GAZE = "GAZE"
IRISES = (468, 473)
"""Landmarks in the middle of the right iris and of the left one."""

HANDLES: Mapping[str, Handle] = {
    GAZE: Handle(
        "Gaze",
        # Corners of the eyes, which hardly move.
        (33, 133, 362, 263),
        (
            ((("eyeLookOutLeft", "eyeLookInRight"),), (("eyeLookInLeft", "eyeLookOutRight"),)),
            ((("eyeLookUpLeft", "eyeLookUpRight"),), (("eyeLookDownLeft", "eyeLookDownRight"),)),
        ),
        _BEFORE_EYES,
        tuple(LOOK_DEGREES[name] for name in ("Out", "Out", "Up", "Down")),
    ),
    "JAW": Handle(
        "Jaw",
        (152,),
        (((("jawLeft",),), (("jawRight",),)), ((), (("jawOpen",), ("AU26",), ("AU27",)))),
    ),
    "CORNER_LEFT": _corner("Left", 291),
    "CORNER_RIGHT": _corner("Right", 61),
}
"""By the identifiers that Blender has for them."""


class Axis(NamedTuple):
    """One of the two directions of a handle on a face: channels along it and against it, and how
    many meters the handle goes until they are 1.
    """

    along: tuple[str, ...]
    against: tuple[str, ...]
    reach_along: float
    reach_against: float

    def place(self, values: Mapping[str, float]) -> float:
        """Meters from where the handle is at rest, by the values of channels."""
        forth = values[self.along[0]] * self.reach_along if self.along else 0.0
        back = values[self.against[0]] * self.reach_against if self.against else 0.0
        return forth - back

    def values_at(self, place: float) -> dict[str, float]:
        """Channel -> value, 0..1, with the handle so many meters from where it is at rest."""
        forth = np.clip(place / self.reach_along, 0, 1) if self.along else 0.0
        back = np.clip(-place / self.reach_against, 0, 1) if self.against else 0.0
        found = dict.fromkeys(self.along, float(forth))
        return found | dict.fromkeys(self.against, float(back))


def axes_of(handle: Handle, columns: Sequence[str], shapes: np.ndarray) -> tuple[Axis, Axis]:
    """What a handle does on a face with these channels: across to the subject's left, and up.

    shapes: (channels, 478, 3) meters for a channel at 1, Blender's axes.
    """
    moved = shapes[:, list(handle.landmarks)].mean(axis=1)
    across = _axis(handle, 0, columns, moved[:, 0])
    up = _axis(handle, 1, columns, moved[:, 2])
    return across, up


def _axis(
    handle: Handle,
    number: int,
    columns: Sequence[str],
    moved: np.ndarray,
) -> Axis:
    """moved: (channels,) meters along the axis of this number that each moves the landmarks."""
    along, against = (_first_known(way, columns) for way in handle.ways[number])
    if handle.angles:
        angles = np.radians(handle.angles[2 * number : 2 * number + 2])
        forth, back = handle.forward * np.tan(angles)
    else:
        forth = _reach(along, columns, moved)
        back = _reach(against, columns, moved)
    return Axis(
        along if forth >= _LEAST else (),
        against if back >= _LEAST else (),
        float(forth),
        float(back),
    )


def _reach(names: Sequence[str], columns: Sequence[str], moved: np.ndarray) -> float:
    """Meters, without a sign: which way a channel goes the table says."""
    rows = [columns.index(name) for name in names]
    return abs(float(moved[rows].sum()))


def _first_known(way: Way, columns: Sequence[str]) -> tuple[str, ...]:
    known = set(columns)
    for names in way:
        if known.issuperset(names):
            return names
    return ()
