"""MediaPipe's contours of a face: which of the mesh's edges its drawings show.

The connections are those of FACEMESH_CONTOURS and FACEMESH_IRISES in MediaPipe's
face_mesh_connections.py, Apache-2.0, copyright The MediaPipe Authors; here as chains.
"""

from itertools import pairwise

import numpy as np

from .topology import BROWS, IRISES, OVAL

OUTER_LIPS = (
    (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291),
    (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291),
)
INNER_LIPS = (
    (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308),
    (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308),
)
LIDS = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133),
    (33, 246, 161, 160, 159, 158, 157, 173, 133),
    (263, 249, 390, 373, 374, 380, 381, 382, 362),
    (263, 466, 388, 387, 386, 385, 384, 398, 362),
)
"""Each: lower and upper, from the right corner to the left one; lids from the outer corner."""


def contours() -> tuple[tuple[int, ...], ...]:
    """Chains of landmarks; closed ones end where they begin."""
    rows = [row for brow in BROWS.values() for row in (brow[:5], brow[5:])]
    rings = [tuple(center + 1 + k % 4 for k in range(5)) for center in IRISES.values()]
    return (*OUTER_LIPS, *INNER_LIPS, *LIDS, *rows, *rings, (*OVAL, OVAL[0]))


def contour_edges() -> np.ndarray:
    """(n, 2) landmarks, the smaller first."""
    edges = [pair for chain in contours() for pair in pairwise(chain)]
    return np.sort(np.array(edges, np.int32), axis=1)
