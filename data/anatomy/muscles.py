"""Which facial muscles an action unit contracts, and where they lie under the landmarks.

Muscles of the units: Ekman, Friesen and Hager, Facial Action Coding System, 2002. Where a muscle
lies on the mesh is this project's own reading of the anatomy: a guide for the eye, no measurement.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..channels import CHANNELS, Side
from ..rigs import action_units
from .topology import topology


@dataclass(frozen=True)
class Muscle:
    """A muscle of the subject's right; those of the left are its mirror images.

    paths: landmarks along its fibres.
    width: how far to either side its weight falls to 1 / e, on the UV map, whose width 1 goes from
        ear to ear.
    """

    paths: tuple[tuple[int, ...], ...]
    width: float


MUSCLES = {
    "frontalis, pars medialis": Muscle(
        paths=(
            (55, 107, 108, 109),
            (65, 66, 69),
        ),
        width=0.03,
    ),
    "frontalis, pars lateralis": Muscle(
        paths=(
            (105, 104),
            (53, 63, 68),
            (46, 70, 71),
        ),
        width=0.03,
    ),
    "corrugator supercilii": Muscle(
        paths=((193, 55, 65, 52),),
        width=0.025,
    ),
    "depressor supercilii and procerus": Muscle(
        paths=(
            (189, 193, 8),
            (9, 8, 168),
        ),
        width=0.02,
    ),
    "levator palpebrae superioris": Muscle(
        paths=((113, 225, 224, 223, 222, 221, 189),),
        width=0.018,
    ),
    "orbicularis oculi, pars orbitalis": Muscle(
        paths=((124, 35, 111, 117, 118, 119, 120),),
        width=0.03,
    ),
    "orbicularis oculi, pars palpebralis": Muscle(
        paths=((130, 247, 30, 29, 27, 28, 56, 190, 243, 112, 26, 22, 23, 24, 110, 25, 130),),
        width=0.014,
    ),
    "levator labii superioris alaeque nasi": Muscle(
        paths=((193, 245, 188, 174, 198, 49, 98),),
        width=0.02,
    ),
    "levator labii superioris": Muscle(
        paths=((120, 100, 142, 203, 165, 39),),
        width=0.022,
    ),
    "zygomaticus minor": Muscle(
        paths=((118, 101, 36, 206, 92, 40),),
        width=0.02,
    ),
    "zygomaticus major": Muscle(
        paths=((123, 207, 216, 186, 61),),
        width=0.025,
    ),
    "buccinator": Muscle(
        paths=((61, 57, 212, 214, 192, 213),),
        width=0.025,
    ),
    "depressor anguli oris": Muscle(
        paths=(
            (61, 43, 202, 211, 170),
            (43, 204, 32),
        ),
        width=0.025,
    ),
    "mentalis": Muscle(
        paths=(
            (83, 201, 208),
            (200, 199),
        ),
        width=0.03,
    ),
    "risorius and platysma": Muscle(
        paths=(
            (61, 57, 214, 138, 215),
            (202, 210, 135),
        ),
        width=0.028,
    ),
    "orbicularis oris": Muscle(
        paths=(
            (61, 40, 39, 37, 0),
            (61, 91, 181, 84, 17),
            (186, 92, 165, 167, 164),
            (43, 106, 182, 18),
        ),
        width=0.018,
    ),
    "depressor labii inferioris": Muscle(
        paths=((181, 182, 194, 32, 140),),
        width=0.022,
    ),
    "masseter": Muscle(
        paths=(
            (123, 147, 213, 215, 172),
            (227, 137, 177, 215, 58),
        ),
        width=0.04,
    ),
}
"""Name -> muscle: paths and widths as they look right on the mesh, chosen by eye."""

MUSCLES_OF_UNIT = {
    "AU01": ("frontalis, pars medialis",),
    "AU02": ("frontalis, pars lateralis",),
    "AU04": ("corrugator supercilii", "depressor supercilii and procerus"),
    "AU05": ("levator palpebrae superioris",),
    "AU06": ("orbicularis oculi, pars orbitalis",),
    "AU07": ("orbicularis oculi, pars palpebralis",),
    "AU09": ("levator labii superioris alaeque nasi",),
    "AU10": ("levator labii superioris",),
    "AU11": ("zygomaticus minor",),
    "AU12": ("zygomaticus major",),
    "AU14": ("buccinator",),
    "AU15": ("depressor anguli oris",),
    "AU16": ("depressor labii inferioris",),
    "AU17": ("mentalis",),
    "AU18": ("orbicularis oris",),
    "AU20": ("risorius and platysma",),
    "AU23": ("orbicularis oris",),
    "AU24": ("orbicularis oris",),
    "AU25": ("depressor labii inferioris",),
    # The jaw drops as the masseter lets go, the lids close as the levator does.
    "AU26": ("masseter",),
    "AU27": ("masseter",),
    "AU28": ("orbicularis oris",),
    "AU43": ("orbicularis oculi, pars palpebralis",),
    "AU45": ("orbicularis oculi, pars palpebralis",),
}
"""Action unit -> names of the muscles that contract for it."""


def unit_of(channel: str) -> str:
    """The action unit that a channel is, or shows at full strength; "" if there is none."""
    if channel in MUSCLES_OF_UNIT:
        return channel
    for link in action_units().links:
        if link.target == channel and link.gain == 1:
            return link.source
    return ""


def muscle_weights(columns: Sequence[str]) -> dict[str, np.ndarray]:
    """Channel -> (478,) how far each landmark lies over the muscles of its action unit, 0 to 1.

    Channels without one are left out; those of one side have the muscles of that side.
    """
    weights = {}
    for channel in columns:
        unit = unit_of(channel)
        if unit:
            weights[channel] = _weights_of_unit(unit, CHANNELS[channel].side)
    return weights


def _weights_of_unit(unit: str, side: Side) -> np.ndarray:
    """(478,) The largest weight of a unit's muscles on a side."""
    weights = []
    for name in MUSCLES_OF_UNIT[unit]:
        muscle = MUSCLES[name]
        if side != "Left":
            weights.append(_weights(muscle, is_left=False))
        if side != "Right":
            weights.append(_weights(muscle, is_left=True))
    return np.max(weights, axis=0)


def _weights(muscle: Muscle, is_left: bool) -> np.ndarray:
    """(478,) float32, 1 on the muscle, falling off as a Gaussian of the distance on the UV map."""
    uv = topology().uv
    points = uv
    if is_left:
        # The UV map is symmetric about u = 1/2: seen in a mirror, the left half is the right one.
        points = uv * (-1, 1) + (1, 0)
    distances = []
    for path in muscle.paths:
        places = uv[list(path)]
        distances.append(_distance(points, places))
    widths = np.min(distances, axis=0) / muscle.width
    return np.exp(-(widths**2)).astype(np.float32)


def _distance(points: np.ndarray, path: np.ndarray) -> np.ndarray:
    """(n,) from points (n, 2) to the nearest place on a path (k, 2)."""
    starts = path[:-1]
    steps = np.diff(path, axis=0)
    # (n, k - 1, 2): from the start of each piece of the path to each point.
    offset = points[:, None] - starts
    # The foot of the perpendicular as a share of the piece; beyond its ends, the end is nearest.
    along = (offset * steps).sum(axis=2)
    squared_lengths = (steps**2).sum(axis=1)
    share = np.clip(along / squared_lengths, 0, 1)
    apart = offset - share[..., None] * steps
    return np.linalg.norm(apart, axis=2).min(axis=1)
