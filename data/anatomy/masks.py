"""Where a face is colored: smooth masks over the landmarks, from tables of landmarks.

Distances are UV units of the right half (the left is folded onto it); 1 is about 20 cm of face.
Masks are 0 far from what they mark, so that geometry without them is plain skin. Places, radii and
strengths were chosen by eye on rendered faces.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from .contours import LIDS, OUTER_LIPS
from .topology import BROWS, LANDMARKS, topology

# Wider than any triangle there, so that no mask jumps from 1 to 0 between two landmarks.
LIP_REACH = 0.12
"""How far from the outline the mask of the lips reaches."""
LID_REACH = 0.06
"""How far from the rims the mask of the lids reaches: 12 mm."""


class Spot(NamedTuple):
    """A landmark, the radius at which its color has fallen to 1 / e, and its strength, 0 to 1."""

    landmark: int
    radius: float
    strength: float


FLUSH = (
    Spot(50, 0.075, 0.8),
    Spot(205, 0.06, 0.5),
    Spot(4, 0.045, 0.9),
    Spot(49, 0.03, 0.6),
    Spot(199, 0.06, 0.4),
    Spot(27, 0.03, 0.5),
    Spot(189, 0.025, 0.5),
    Spot(2, 0.03, 0.5),
    Spot(151, 0.06, 0.15),
)
"""Where blood shows through the skin: cheeks, nose, chin, lids, forehead."""

_NOSTRILS = (20, 60, 75, 79, 166, 238)
SHADE = (
    Spot(189, 0.030, 0.18),
    Spot(230, 0.030, 0.16),
    Spot(128, 0.025, 0.20),
    Spot(129, 0.014, 0.22),
    Spot(61, 0.012, 0.30),
    Spot(18, 0.030, 0.08),
    *(Spot(nostril, 0.008, 1.0) for nostril in _NOSTRILS),
)
"""The same for darker skin: around the eyes, beside the nose, under the lip, in the nostrils."""

_FAINT = 0.06
"""Less than this is nothing, so that the face's border is plain."""
_BROW_CENTER = 0.30
"""Of the way from the lower to the upper row of a brow's landmarks."""
_BROW_REACH = 0.04
"""How far from a brow's middle it is surely there; at twice that far it is gone."""
_LEAST_ALONG_AND_ACROSS = (-0.4, -0.5)
_MOST_ALONG_AND_ACROSS = (1.4, 0.5)
"""In lengths of the brow: nothing is painted beyond."""


@cache
def masks() -> dict[str, np.ndarray]:
    """Name -> values of the landmarks, float32. (A vertex group is an attribute too: no name of
    theirs is free.)

    skin_lips: (478,) 0.5 on the border, rising inwards and falling outwards over LIP_REACH.
    skin_lids: (478,) 1 on the rims, falling to 0 over LID_REACH.
    skin_flush, skin_shade: (478,) 0 to 1.
    skin_brow: (478, 3) along, across, presence; along is 0 at the nose and 1 at the tail, across is
        in the same unit and positive upwards, presence is 1 on and near the brow.
    """
    uv = topology().uv.astype(float)
    # Fold the left half onto the right one.
    across = uv[:, 0]
    uv[:, 0] = np.minimum(across, 1 - across)
    found = {
        "skin_lips": _lips(uv),
        "skin_lids": _lids(uv),
        "skin_flush": _color_spots(uv, FLUSH),
        "skin_shade": _color_spots(uv, SHADE),
        "skin_brow": _brow(uv),
    }
    return {name: values.astype(np.float32) for name, values in found.items()}


def _lips(uv: np.ndarray) -> np.ndarray:
    """(478,) for folded UVs (478, 2)."""
    face = topology()
    lips = face.triangles[face.in_areas("lips")]
    is_inside = np.isin(np.arange(LANDMARKS), lips)
    distance = _distance_to_lines(uv, OUTER_LIPS)
    # 0.5 on the outline, so that a shader finds the border at one value whatever the reach.
    signed = np.where(is_inside, distance, -distance)
    return np.clip(0.5 + signed / (2 * LIP_REACH), 0, 1)


def _lids(uv: np.ndarray) -> np.ndarray:
    """(478,) for folded UVs (478, 2)."""
    distance = _distance_to_lines(uv, LIDS)
    return np.clip(1 - distance / LID_REACH, 0, 1)


def _color_spots(uv: np.ndarray, spots: tuple[Spot, ...]) -> np.ndarray:
    """(478,) how strongly spots color folded UVs (478, 2); where they overlap they never pass 1."""
    plain = np.ones(len(uv))
    for spot in spots:
        center = uv[spot.landmark]
        radii = np.linalg.norm(uv - center, axis=1) / spot.radius
        plain *= 1 - spot.strength * np.exp(-(radii**2))
    colored = (1 - plain - _FAINT) / (1 - _FAINT)
    return np.clip(colored, 0, 1)


def _brow(uv: np.ndarray) -> np.ndarray:
    """(478, 3) along, across and presence for folded UVs (478, 2)."""
    lower_and_upper = np.array(BROWS["brow.R"]).reshape(2, -1)
    # BROWS goes from the temple to the nose, the mask the other way.
    lower, upper = uv[lower_and_upper[:, ::-1]]
    line = lower + _BROW_CENTER * (upper - lower)
    steps = np.diff(line, axis=0)
    length = np.linalg.norm(steps, axis=1).sum()
    # Prolonged, so that along and across go on beyond the brow's ends without a bend.
    across, along = _place_at_line(uv, line, is_prolonged=True)
    signed_distance, _ = _place_at_line(uv, line)
    reaches = np.abs(signed_distance) / _BROW_REACH
    presence = np.clip(2 - reaches, 0, 1)
    # The line goes from the nose outwards, to the right of the face: up is on its right.
    place = np.stack([along, -across], axis=1) / length
    place = np.clip(place, _LEAST_ALONG_AND_ACROSS, _MOST_ALONG_AND_ACROSS)
    return np.column_stack([place, presence])


def _distance_to_lines(uv: np.ndarray, lines: tuple[tuple[int, ...], ...]) -> np.ndarray:
    """(n,) from points (n, 2) to the nearest of some chains of landmarks."""
    distances = []
    for line in lines:
        distance, _ = _place_at_line(uv, uv[list(line)])
        distances.append(np.abs(distance))
    return np.min(distances, axis=0)


def _place_at_line(
    points: np.ndarray,
    line: np.ndarray,
    is_prolonged: bool = False,
) -> tuple[np.ndarray, np.ndarray]:
    """Distance (n,) of points (n, 2) to a line of pieces (k, 2), positive on its left, and the
    length (n,) along it to the nearest point.

    is_prolonged: the first and the last piece go on without an end.
    """
    starts = line[:-1]
    steps = np.diff(line, axis=0)
    lengths = np.linalg.norm(steps, axis=1)
    # (n, k - 1, 2): from the start of each piece to each point.
    toward = points[:, None] - starts
    share = np.einsum("psk,sk->ps", toward, steps) / lengths**2
    least = np.zeros(len(steps))
    most = np.ones(len(steps))
    if is_prolonged:
        least[0] = -np.inf
        most[-1] = np.inf
    share = np.clip(share, least, most)
    apart = toward - share[..., None] * steps
    distances = np.linalg.norm(apart, axis=2)

    piece = distances.argmin(axis=1)
    nearest = (np.arange(len(points)), piece)
    distance = distances[nearest]
    # The sign of the cross product of the piece's direction and the way to the point.
    direction_x, direction_y = steps[piece].T
    apart_x, apart_y = apart[nearest].T
    is_left = direction_x * apart_y > direction_y * apart_x
    signed_distance = np.where(is_left, distance, -distance)
    lengths_before = np.concatenate([[0], np.cumsum(lengths)])
    along_piece = share[nearest] * lengths[piece]
    return signed_distance, lengths_before[piece] + along_piece
