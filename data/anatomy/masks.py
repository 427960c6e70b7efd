"""Where a face is colored: smooth masks over the landmarks, from tables of landmarks.

Distances are UV units of the right half (the left is folded onto it); 1 is about 20 cm of face.
Masks are 0 far from what they mark, so that geometry without them is plain skin.
"""

from functools import cache

import numpy as np

from .contours import LIDS, OUTER_LIPS
from .topology import AREAS, BROWS, LANDMARKS, topology

LIP_REACH, LID_REACH = 0.12, 0.06
"""How far from the outline the masks of lips and lids reach; wider than any triangle there."""

FLUSH = (
    (50, 0.075, 0.8), (205, 0.06, 0.5), (4, 0.045, 0.9), (49, 0.03, 0.6), (199, 0.06, 0.4),
    (27, 0.03, 0.5), (189, 0.025, 0.5), (2, 0.03, 0.5), (151, 0.06, 0.15),
)  # fmt: skip
"""Landmark, radius, strength: where blood shows through the skin."""

SHADE = (
    (189, 0.030, 0.18), (230, 0.030, 0.16), (128, 0.025, 0.20), (129, 0.014, 0.22),
    (61, 0.012, 0.30), (18, 0.030, 0.08),
    *((nostril, 0.008, 1.0) for nostril in (20, 60, 75, 79, 166, 238)),
)  # fmt: skip
"""The same for darker skin: around the eyes, beside the nose, under the lip, in the nostrils."""

_FAINT = 0.06
"""Less than this is nothing, so that the face's border is plain."""
_BROW_CENTER = 0.30
"""Of the way from the lower to the upper row of a brow's landmarks."""
_BROW_REACH = 0.04
_BROW_LIMITS = (-0.4, -0.5), (1.4, 0.5)
"""Of along and across: nothing is painted beyond."""


@cache
def masks() -> dict[str, np.ndarray]:
    """Name -> values of the landmarks, float32. (A vertex group is an attribute too: no name of
    theirs is free.)

    skin_lips: 0.5 on the border, rising inwards and falling outwards over LIP_REACH.
    skin_lids: 1 on the rims, falling to 0 over LID_REACH.
    skin_flush, skin_shade: 0 to 1.
    skin_brow: (along, across, presence); along is 0 at the nose and 1 at the tail, across is in the
    same unit and positive upwards, presence is 1 on and near the brow.
    """
    uv = topology().uv.astype(float)
    uv[:, 0] = np.minimum(uv[:, 0], 1 - uv[:, 0])
    found = {
        "skin_lips": _lips(uv),
        "skin_lids": np.clip(1 - _from_lines(uv, LIDS) / LID_REACH, 0, 1),
        "skin_flush": _spots(uv, FLUSH),
        "skin_shade": _spots(uv, SHADE),
        "skin_brow": _brow(uv),
    }
    return {name: values.astype(np.float32) for name, values in found.items()}


def _lips(uv: np.ndarray) -> np.ndarray:
    distance, face = _from_lines(uv, OUTER_LIPS), topology()
    inside = np.isin(np.arange(LANDMARKS), face.triangles[face.area == AREAS.index("lips")])
    return np.clip(0.5 + np.where(inside, distance, -distance) / (2 * LIP_REACH), 0, 1)


def _spots(uv: np.ndarray, spots: tuple[tuple[int, float, float], ...]) -> np.ndarray:
    plain = np.ones(len(uv))
    for landmark, radius, strength in spots:
        distance = np.linalg.norm(uv - uv[landmark], axis=1)
        plain *= 1 - strength * np.exp(-((distance / radius) ** 2))
    return np.clip((1 - plain - _FAINT) / (1 - _FAINT), 0, 1)


def _brow(uv: np.ndarray) -> np.ndarray:
    rows = uv[np.array(BROWS["brow.R"]).reshape(2, 5)[:, ::-1]]  # from the nose to the temple
    line = rows[0] + _BROW_CENTER * (rows[1] - rows[0])
    length = np.linalg.norm(np.diff(line, axis=0), axis=1).sum()
    across, along = _from_line(uv, line, prolonged=True)
    presence = np.clip(2 - np.abs(_from_line(uv, line)[0]) / _BROW_REACH, 0, 1)
    place = np.clip(np.stack([along, -across], axis=1) / length, *_BROW_LIMITS)
    return np.column_stack([place, presence])


def _from_lines(uv: np.ndarray, lines: tuple[tuple[int, ...], ...]) -> np.ndarray:
    return np.min([np.abs(_from_line(uv, uv[list(line)])[0]) for line in lines], axis=0)


def _from_line(
    points: np.ndarray, line: np.ndarray, prolonged: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Distance to a polyline, positive on its left, and length along it to the nearest point."""
    starts, steps = line[:-1], np.diff(line, axis=0)
    lengths = np.linalg.norm(steps, axis=1)
    toward = points[:, None] - starts
    share = np.einsum("psk,sk->ps", toward, steps) / lengths**2
    low, high = np.zeros(len(steps)), np.ones(len(steps))
    if prolonged:
        low[0], high[-1] = -np.inf, np.inf
    share = np.clip(share, low, high)
    apart = toward - share[..., None] * steps
    distance = np.linalg.norm(apart, axis=2)
    step = distance.argmin(axis=1)
    at = np.arange(len(points)), step
    is_left = steps[step, 0] * apart[at][:, 1] > steps[step, 1] * apart[at][:, 0]
    along = np.concatenate([[0], np.cumsum(lengths)])[step] + share[at] * lengths[step]
    return np.where(is_left, distance[at], -distance[at]), along
