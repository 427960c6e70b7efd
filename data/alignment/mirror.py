"""Meshes in a mirror: which landmark takes whose place."""

from functools import cache

import numpy as np

from ..anatomy.topology import topology

AXIS_SIGNS = (-1, 1, 1)
"""What the plane x = 0 does to x, y and z; x goes to the subject's left in all our frames."""


@cache
def opposite_landmarks() -> np.ndarray:
    """The landmark (478,) on the other side of each."""
    # The UV map is symmetric about u = 1/2, other than any face.
    uv = topology().uv
    flipped = uv * (-1, 1) + (1, 0)
    to_each = flipped[:, None] - uv
    distances = np.linalg.norm(to_each, axis=2)
    return distances.argmin(axis=1)


def mirror_meshes(meshes: np.ndarray) -> np.ndarray:
    """The images of meshes (.., 478, 3) in the plane x = 0."""
    swapped = meshes[..., opposite_landmarks(), :]
    # In the precision of the meshes, which may be single.
    return swapped * np.array(AXIS_SIGNS, meshes.dtype)
