"""The reference that all frames are aligned to: found by GPA, then turned to look straight ahead.

Gower, Generalized Procrustes analysis, 1975.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce

import numpy as np

from ..errors import TrainingError
from .mirror import mirror_anchors

GPA_ITERATIONS = 5
"""At most, as in py-feat's script."""
GPA_TOLERANCE = 1e-3
"""The relative change of the reference below which it stands, as in py-feat's script."""


@dataclass(frozen=True)
class Reference:
    """anchors: (12, 3), the mean of the aligned ones. change: relative, of the last iteration."""

    anchors: np.ndarray
    iterations: int
    change: float


def generalized_procrustes(
    first: np.ndarray,
    frames: int,
    sum_aligned: Callable[[np.ndarray], np.ndarray],
) -> Reference:
    """Step 2: GPA without frames in memory.

    first: (12, 3), the first frame's anchors, where it starts.
    sum_aligned: the sum over all frames of the anchors aligned to a reference, both (12, 3).
    As in py-feat's script the mean is not scaled back, so it ends a little smaller than `first`,
    whose units it has.
    """
    anchors = first.astype(np.float64)
    change = np.inf
    iteration = 0
    for iteration in range(1, GPA_ITERATIONS + 1):
        mean = sum_aligned(anchors) / frames
        step = np.linalg.norm(mean - anchors)
        change = float(step / np.linalg.norm(anchors))
        anchors = mean
        # Never after the first iteration, as in the script: that has only left the first frame.
        if iteration > 1 and change < GPA_TOLERANCE:
            break
    return Reference(anchors, iteration, change)


def turn_to(
    anchors: np.ndarray,
    canonical: np.ndarray,
) -> np.ndarray:
    """Step 3: a reference (12, 3) rotated about the origin as the canonical anchors (12, 3) are.

    The canonical anchors are made symmetric, so that the face looks straight along z. The
    reference keeps its size and units. Raises TrainingError when it is a mirror image of a face.
    """
    upright = (canonical + mirror_anchors(canonical)) / 2
    centered = anchors - anchors.mean(axis=0)
    upright -= upright.mean(axis=0)
    covariance = upright.T @ centered
    if np.linalg.det(covariance) < 0:
        raise TrainingError(
            "the landmarks are mirror images of a face: x must go to the subject's left, y up, "
            "z out of the face; turn the axis that goes the other way"
        )
    u, _strengths, vt = np.linalg.svd(covariance)
    return anchors @ (u @ vt).T


def make_symmetric(anchors: np.ndarray) -> np.ndarray:
    """Step 3, with mirror images: the reference (12, 3) that is its own image in the plane x = 0.

    It must look along z, see `turn_to`; units stay.
    """
    # The middle of the face must be in the plane, or the image would stand beside the face.
    sideways = anchors[:, 0].mean()
    centered = anchors - [sideways, 0, 0]
    return (centered + mirror_anchors(centered)) / 2


def total(parts: Iterable[np.ndarray]) -> np.ndarray:
    """Steps 2 and 4: the sum of arrays of one shape that need not be in memory together."""
    return reduce(np.add, parts)
