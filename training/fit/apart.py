"""Keep the inner rims of the lips and of the lids apart, whichever channel moves alone.

Beyond the card, with `--apart`: a change of the fitted model, of no frame.
"""

from dataclasses import replace
from itertools import chain

import numpy as np
from blendshape_face.data.anatomy.openings import OPENINGS, Opening
from blendshape_face.data.anatomy.topology import AREAS, LANDMARKS, topology
from blendshape_face.data.model import FaceModel

UPPER = list(chain.from_iterable(opening.upper for opening in OPENINGS.values()))
"""The landmarks of all upper rims; UPPER[i] lies over LOWER[i]."""
LOWER = list(chain.from_iterable(opening.lower for opening in OPENINGS.values()))
"""The landmarks of all lower rims."""

CORRECTS = {"mouthClose": "jawOpen"}
"""What ARKit defines as a correction: it counts together with this channel at the same value."""

REACH = 0.5
"""How far along the mesh a rim takes its surroundings with it, in widths of its opening."""

_NEAREST = 1e-6
_FARTHEST = 1e6
"""Distances in reaches are held between these: a rim's own vertex is 0 away, irises infinitely."""


def keep_apart(model: FaceModel) -> FaceModel:
    """After step 5: the model, upper rims raised and lower rims lowered by half of each crossing.

    Looked at are the rest, and each feature alone at 1 (one of CORRECTS: with what it corrects).
    As all is linear, the values between follow. Only heights change, and pose keeps its rows.
    """
    rest = model.intercept.reshape(3, LANDMARKS).astype(np.float64)
    rows = model.coef.reshape(-1, 3, LANDMARKS).astype(np.float64)
    # Those at rest serve every channel: whatever moves along, the rims part by just so much.
    parting = partings(rest.T)

    # Views of the y of all vertices: what is added to them is added to rest and rows.
    heights = rest[1]
    feature_rows = rows[: len(model.feature_columns)]
    rises = dict(zip(model.feature_columns, feature_rows[:, 1], strict=True))

    heights += _crossings(heights) @ parting
    # Corrections come last, as they are judged on top of what has become of the corrected channel.
    for name in sorted(rises, key=CORRECTS.__contains__):
        corrected = CORRECTS.get(name)
        at_one = heights
        if corrected in rises:
            at_one = at_one + rises[corrected]
        at_one = at_one + rises[name]
        rises[name] += _crossings(at_one) @ parting
    return replace(
        model,
        coef=rows.reshape(model.coef.shape).astype(np.float32),
        intercept=rest.ravel().astype(np.float32),
    )


def _crossings(heights: np.ndarray) -> np.ndarray:
    """How far each pair's lower rim is above its upper one (pairs,), at heights (478,)."""
    return (heights[LOWER] - heights[UPPER]).clip(0)


def partings(mesh: np.ndarray) -> np.ndarray:
    """After step 5: the rises (pairs, 478) that part each pair by 1 and no other.

    mesh: (478, 3), at rest, in any unit. The pairs are those of UPPER and LOWER.
    A vertex moves as the mean of the rim that is weighted by 1 / distance^3, times
    (1 - distance^4)^2, in which 1 is the REACH: nearly all of a lip goes with its rim.
    """
    distances = mesh_distances(mesh)
    rises = []
    for opening in OPENINGS.values():
        rises.append(_partings_of(opening, mesh, distances))
    return np.concatenate(rises)


def _partings_of(
    opening: Opening,
    mesh: np.ndarray,
    distances: np.ndarray,
) -> np.ndarray:
    """The rises (pairs, 478) of one opening. mesh: (478, 3). distances: (478, 478) along it."""
    first_corner, last_corner = opening.corners
    across = mesh[first_corner] - mesh[last_corner]
    reach = REACH * np.linalg.norm(across)
    rim = [*opening.upper, *opening.lower, *opening.corners]
    away = distances[rim] / reach
    weights = away.clip(_NEAREST, _FARTHEST) ** -3.0
    # The corners have shares as well, and stay where they are.
    weights /= weights.sum(axis=0)
    nearest = away.min(axis=0).clip(0, 1)
    weights *= (1 - nearest**4) ** 2
    pairs = len(opening.upper)
    of_upper = weights[:pairs]
    of_lower = weights[pairs : 2 * pairs]
    return (of_upper - of_lower) / 2


def mesh_distances(mesh: np.ndarray) -> np.ndarray:
    """After step 5: the shortest ways (478, 478) along edges that cross no opening.

    mesh: (478, 3), whose units the ways have; infinite between what no edge connects.
    """
    openings = [AREAS.index(area) for area in OPENINGS]
    fills_opening = np.isin(topology().area, openings)
    triangles = topology().triangles[~fills_opening]

    start = triangles.ravel()
    end = np.roll(triangles, 1, axis=1).ravel()
    edges = mesh[start] - mesh[end]
    edge_lengths = np.linalg.norm(edges, axis=1)
    lengths = np.full((LANDMARKS, LANDMARKS), np.inf)
    np.fill_diagonal(lengths, 0)
    lengths[start, end] = edge_lengths
    lengths[end, start] = edge_lengths

    # Floyd and Warshall: a way over `via` replaces the shortest one over those before it.
    for via in range(LANDMARKS):
        over_via = lengths[:, via, None] + lengths[via]
        np.minimum(lengths, over_via, out=lengths)
    return lengths
