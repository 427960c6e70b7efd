"""What frames of measured landmarks tell of the weights of the modes, whatever the head's pose.

In each frame the pose is unknown: what a small motion of the head or a change of its size would
explain is taken out of the landmarks and of the modes alike.
"""

from typing import NamedTuple

import numpy as np

from ..alignment.small_motions import small_motions


class Noise(NamedTuple):
    """Standard deviations of a tracker's errors in meters: in the picture's plane, and in depth, at
    which a tracker guesses.
    """

    across: float = 0.003
    depth: float = 0.008

    @property
    def by_axis(self) -> np.ndarray:
        """(3,) along the camera's axes, as a face has them that looks into it: Y is depth."""
        return np.array([self.across, self.depth, self.across])


class Evidence(NamedTuple):
    """precision: (k, k) that the landmarks add to the weights'. pull: (k,) toward the likeliest."""

    precision: np.ndarray
    pull: np.ndarray


def evidence(
    difference: np.ndarray,
    mesh: np.ndarray,
    turn: np.ndarray,
    shapes: np.ndarray,
    noise: Noise,
) -> Evidence:
    """What one frame tells.

    difference: (478, 3) of the measured mesh, as it is placed, to the mean person's.
    mesh: (478, 3) the face as it is thought to be. The measured one would not do: its noise grows
    with it, and taking that out makes people small. turn: (3, 3), scaled, from the camera's axes
    to the model's. shapes: (k, 478, 3) of the modes. All in meters.
    """
    scale = np.cbrt(np.linalg.det(turn))
    # From the model's axes back to the camera's, and there in standard deviations.
    to_noise = turn / scale / noise.by_axis
    measured = _flat(difference[None] @ to_noise)[:, 0]
    explained = _flat(shapes @ to_noise)
    posed, _triangle = np.linalg.qr(_flat(small_motions(mesh) @ to_noise))
    measured = measured - posed @ (posed.T @ measured)
    explained = explained - posed @ (posed.T @ explained)
    return Evidence(
        precision=explained.T @ explained,
        pull=explained.T @ measured,
    )


def _flat(meshes: np.ndarray) -> np.ndarray:
    """Meshes (m, 478, 3) as columns (1434, m)."""
    return meshes.reshape(len(meshes), -1).T
