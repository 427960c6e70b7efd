"""MediaPipe's contours of a face: which of the mesh's edges its drawings show.

The connections are those of FACEMESH_CONTOURS and FACEMESH_IRISES in MediaPipe's
face_mesh_connections.py, Apache-2.0, copyright The MediaPipe Authors; here as chains.
"""

from itertools import pairwise

import numpy as np

from .topology import BROWS, IRISES, OVAL, iris_rim

# Each is lower and upper, from the right corner to the left one.
OUTER_LIPS = (
    (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291),
    (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291),
)
"""The border between lips and skin."""
INNER_LIPS = (
    (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308),
    (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308),
)
"""The rims that meet in a closed mouth."""
# Lids go from the outer corner to the inner one.
LIDS = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133),
    (33, 246, 161, 160, 159, 158, 157, 173, 133),
    (263, 249, 390, 373, 374, 380, 381, 382, 362),
    (263, 466, 388, 387, 386, 385, 384, 398, 362),
)
"""The rims of the right eye, then of the left one."""


def contours() -> tuple[tuple[int, ...], ...]:
    """Chains of landmarks; closed ones end where they begin."""
    chains = [*OUTER_LIPS, *INNER_LIPS, *LIDS]
    for brow in BROWS.values():
        half = len(brow) // 2
        chains.append(brow[:half])
        chains.append(brow[half:])
    for center in IRISES.values():
        rim = iris_rim(center)
        chains.append((*rim, rim[0]))
    chains.append((*OVAL, OVAL[0]))
    return tuple(chains)


def contour_edges() -> np.ndarray:
    """(n, 2) landmarks, the smaller first."""
    edges = []
    for chain in contours():
        edges += pairwise(chain)
    return np.sort(np.array(edges, np.int32), axis=1)
