"""Similarity Procrustes: frames to a reference by their anchors, and the reference by GPA.

Umeyama, Least-squares estimation of transformation parameters between two point patterns, 1991.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce

import numpy as np
from blendshape_face.data.anatomy.topology import ANCHORS
from blendshape_face.data.model import FaceModel

from ..errors import TrainingError
from .mirror import mirrored_anchors

GPA_ITERATIONS = 5
GPA_TOLERANCE = 1e-3

_NEWTON_STEPS = 9
_NEARLY, _NEWTON_TOLERANCE = 1e-7, 1e-12
_FLATTEST = 1e-9
"""Determinants of matrices of size 1 from which the iteration is exact."""


@dataclass(frozen=True)
class Reference:
    """anchors: (12, 3), the mean of the aligned ones. change: relative, of the last iteration."""

    anchors: np.ndarray
    iterations: int
    change: float


def similarities(points: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """The similarities that bring points (n, k, 3) closest to a reference (k, 3).

    Returns (n, 3, 4) float64, scaled rotation and translation: aligned = A[:, :3] p + A[:, 3].
    """
    points = points.astype(np.float64)
    centers, center = points.mean(axis=1), reference.mean(axis=0)
    points -= centers[:, None]
    covariance = (reference - center).T @ points
    rotations = nearest_rotations(covariance)
    scale = np.einsum("nij,nij->n", rotations, covariance)
    scale /= np.einsum("nij,nij->n", points, points)
    result = np.empty((len(points), 3, 4))
    np.multiply(rotations, scale[:, None, None], out=result[:, :, :3])
    result[:, :, 3] = center - np.einsum("nij,nj->ni", result[:, :, :3], centers)
    return result


def nearest_rotations(matrices: np.ndarray) -> np.ndarray:
    """The rotation (n, 3, 3) with the largest inner product with each matrix.

    Higham's scaled Newton iteration for the polar factor, on all frames at once, takes a tenth of
    the time of as many decompositions. Those remain for what is no blurred rotation: where the
    polar factor is a reflection or next to undefined.
    """
    factor = np.moveaxis(matrices, 0, -1).copy()
    size = np.einsum("ijn,ijn->n", factor, factor)
    defined = np.einsum("jn,jn->n", factor[0], _cofactors(factor)[0]) > _FLATTEST * size**1.5
    with np.errstate(all="ignore"):
        for _ in range(_NEWTON_STEPS):
            cofactors = _cofactors(factor)
            determinant = np.einsum("jn,jn->n", factor[0], cofactors[0])
            size, inverse_size = (np.einsum("ijn,ijn->n", m, m) for m in (factor, cofactors))
            scale = np.sqrt(np.sqrt(inverse_size / size) / np.abs(determinant))
            factor *= scale / 2
            cofactors *= 0.5 / (scale * determinant)
            factor += cofactors
            if np.abs(size - 3).max(initial=0) < _NEARLY:  # the step just done has squared that
                break
        good = np.abs(factor - _cofactors(factor)).max(axis=(0, 1)) < _NEWTON_TOLERANCE
    good &= defined
    rotations = np.moveaxis(factor, -1, 0).copy()
    if not good.all():
        u, _strengths, vt = np.linalg.svd(matrices[~good])
        u[np.linalg.det(u) * np.linalg.det(vt) < 0, :, 2] *= -1
        rotations[~good] = u @ vt
    return rotations


def _cofactors(matrices: np.ndarray) -> np.ndarray:
    """Of matrices (3, 3, n); a rotation, and nothing else but 0, is its own."""
    cofactors = np.empty_like(matrices)
    for i, j in np.ndindex(3, 3):
        (a, b), (c, d) = ((i + 1) % 3, (i + 2) % 3), ((j + 1) % 3, (j + 2) % 3)
        cofactors[i, j] = matrices[a, c] * matrices[b, d] - matrices[a, d] * matrices[b, c]
    return cofactors


def transformed(points: np.ndarray, transforms: np.ndarray) -> np.ndarray:
    """Points (n, k, 3) after `similarities` (n, 3, 4)."""
    return points @ np.swapaxes(transforms[:, :, :3], 1, 2) + transforms[:, None, :, 3]


def sum_transformed(points: np.ndarray, transforms: np.ndarray) -> np.ndarray:
    """The sum (k, 3) of `transformed` over all frames, as one matrix product."""
    count, places = points.shape[:2]
    turning = transforms[:, :, :3].reshape(count, 9).T
    products = (turning @ points.reshape(count, 3 * places)).reshape(3, 3, places, 3)
    return np.einsum("ijkj->ki", products) + transforms[:, :, 3].sum(axis=0)


def worst_residuals(
    points: np.ndarray, transforms: np.ndarray, reference: np.ndarray
) -> np.ndarray:
    """How far the worst point of each frame, once aligned, is from its place, (n,)."""
    off = transformed(points, transforms) - reference
    return np.sqrt(np.einsum("nki,nki->nk", off, off).max(axis=1))


def generalised_procrustes(
    first: np.ndarray, frames: int, sum_aligned: Callable[[np.ndarray], np.ndarray]
) -> Reference:
    """GPA without frames in memory.

    first: (12, 3), the first frame's anchors, where it starts.
    sum_aligned: the sum over all frames of the anchors aligned to a reference.
    As in py-feat's script the mean is not scaled back, so it ends a little smaller than `first`.
    """
    anchors, change, iteration = first.astype(np.float64), np.inf, 0
    for iteration in range(1, GPA_ITERATIONS + 1):
        mean = sum_aligned(anchors) / frames
        change = float(np.linalg.norm(mean - anchors) / np.linalg.norm(anchors))
        anchors = mean
        if iteration > 1 and change < GPA_TOLERANCE:
            break
    return Reference(anchors, iteration, change)


def anchors_of(model: FaceModel) -> np.ndarray:
    """The reference (12, 3) of a model, or where its face at rest has the anchors."""
    if model.reference_anchors is not None:
        return model.reference_anchors.astype(np.float64)
    return model.predict({})[list(ANCHORS)].astype(np.float64)


def turned_to(anchors: np.ndarray, canonical: np.ndarray) -> np.ndarray:
    """A reference (12, 3) rotated about the origin as the canonical anchors are; size stays.

    The canonical anchors are made symmetric, so that the face looks straight along z.
    Raises TrainingError when the reference is a mirror image of a face.
    """
    canonical = (canonical + mirrored_anchors(canonical)) / 2
    covariance = (canonical - canonical.mean(axis=0)).T @ (anchors - anchors.mean(axis=0))
    if np.linalg.det(covariance) < 0:
        raise TrainingError(
            "the landmarks are mirror images of a face: x must go to the subject's left, y up, "
            "z out of the face; turn the axis that goes the other way"
        )
    u, _strengths, vt = np.linalg.svd(covariance)
    return anchors @ (u @ vt).T


def made_symmetric(anchors: np.ndarray) -> np.ndarray:
    """A reference that is its own mirror image in the plane x = 0; it must look along z."""
    anchors = anchors - [anchors[:, 0].mean(), 0, 0]
    return (anchors + mirrored_anchors(anchors)) / 2


def total(parts: Iterable[np.ndarray]) -> np.ndarray:
    """The sum of arrays that need not be in memory together."""
    return reduce(np.add, parts)
