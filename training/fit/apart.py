"""Keep the inner rims of the lips and of the lids apart, whichever channel moves alone."""

from dataclasses import replace

import numpy as np
from blendshape_face.data.anatomy.openings import OPENINGS
from blendshape_face.data.anatomy.topology import AREAS, LANDMARKS, topology
from blendshape_face.data.model import FaceModel

UPPER = [vertex for opening in OPENINGS.values() for vertex in opening.upper]
LOWER = [vertex for opening in OPENINGS.values() for vertex in opening.lower]

CORRECTS = {"mouthClose": "jawOpen"}
"""What ARKit defines as a correction: it counts together with this channel at the same value."""

REACH = 0.5
"""How far along the mesh a rim takes its surroundings with it, in widths of its opening."""


def kept_apart(model: FaceModel) -> FaceModel:
    """The model with its upper rims raised and its lower rims lowered by half of each crossing.

    Looked at are the rest, and each feature alone at 1 (one of CORRECTS: with what it corrects).
    As all is linear, the values between follow. Only heights change, and pose keeps its rows.
    """
    rest = model.intercept.reshape(3, LANDMARKS).astype(np.float64)
    rows = model.coef.reshape(-1, 3, LANDMARKS).astype(np.float64)
    heights, rises = rest[1], dict(zip(model.feature_columns, rows[:, 1], strict=False))
    parting = partings(rest.T)

    def crossings(heights: np.ndarray) -> np.ndarray:
        return (heights[LOWER] - heights[UPPER]).clip(0)

    heights += crossings(heights) @ parting
    for name in sorted(rises, key=CORRECTS.__contains__):
        corrected = rises.get(CORRECTS.get(name, ""), 0)
        rises[name] += crossings(heights + corrected + rises[name]) @ parting
    return replace(
        model,
        coef=rows.reshape(model.coef.shape).astype(np.float32),
        intercept=rest.ravel().astype(np.float32),
    )


def partings(mesh: np.ndarray) -> np.ndarray:
    """The rises (pairs, 478) that part each pair by 1 and no other. mesh: (478, 3).

    A vertex moves as the mean of the rim that is weighted by 1 / distance^3, times
    (1 - distance^4)^2, in which 1 is the REACH: nearly all of a lip goes with its rim.
    """
    distances = mesh_distances(mesh)
    rises = []
    for opening in OPENINGS.values():
        pairs, corners = len(opening.upper), opening.corners
        width = np.linalg.norm(mesh[corners[0]] - mesh[corners[1]])
        away = distances[[*opening.upper, *opening.lower, *corners]] / (REACH * width)
        weights = away.clip(1e-6, 1e6) ** -3.0
        weights /= weights.sum(axis=0)
        weights *= (1 - away.min(axis=0).clip(0, 1) ** 4) ** 2
        rises.append((weights[:pairs] - weights[pairs : 2 * pairs]) / 2)
    return np.concatenate(rises)


def mesh_distances(mesh: np.ndarray) -> np.ndarray:
    """The lengths (478, 478) of the shortest ways along edges that cross no opening."""
    holes = [AREAS.index(part) for part in OPENINGS]
    triangles = topology().triangles[~np.isin(topology().area, holes)]
    lengths = np.full((LANDMARKS, LANDMARKS), np.inf)
    np.fill_diagonal(lengths, 0)
    start, end = triangles.ravel(), np.roll(triangles, 1, axis=1).ravel()
    lengths[start, end] = lengths[end, start] = np.linalg.norm(mesh[start] - mesh[end], axis=1)
    for via in range(LANDMARKS):  # Floyd and Warshall
        np.minimum(lengths, lengths[:, via, None] + lengths[via], out=lengths)
    return lengths
