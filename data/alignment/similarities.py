"""Similarity Procrustes: shapes to a reference by turning, scaling and moving them.

Umeyama, Least-squares estimation of transformation parameters between two point patterns, 1991.
"""

import numpy as np

from .rotations import nearest_rotations


def similarities(
    points: np.ndarray,
    reference: np.ndarray,
) -> np.ndarray:
    """The similarities that bring points (n, k, 3) closest to a reference (k, 3), or (n, k, 3) for
    one each.

    Returns (n, 3, 4) float64, scaled rotation and translation: aligned = A[:, :3] p + A[:, 3].
    Points and reference may be in different units: the scale makes up for it.
    """
    # Always a copy, as it is changed below.
    points = points.astype(np.float64)
    centers = points.mean(axis=1)
    reference_center = reference.mean(axis=-2, keepdims=True)
    points -= centers[:, None]
    from_center = reference - reference_center
    covariances = np.swapaxes(from_center, -1, -2) @ points
    rotations = nearest_rotations(covariances)
    # Umeyama's equation 42: the covariance along the rotation, per variance of the points.
    scales = np.einsum("nij,nij->n", rotations, covariances)
    scales /= np.einsum("nij,nij->n", points, points)
    transforms = np.empty((len(points), 3, 4))
    turns = transforms[:, :, :3]
    np.multiply(rotations, scales[:, None, None], out=turns)
    turned_centers = np.einsum("nij,nj->ni", turns, centers)
    transforms[:, :, 3] = reference_center[..., 0, :] - turned_centers
    return transforms


def transform(
    points: np.ndarray,
    transforms: np.ndarray,
) -> np.ndarray:
    """Points (n, k, 3) after `similarities` (n, 3, 4), in the units of the reference."""
    # Points are rows, so that the turns stand behind them and are transposed.
    turns = transforms[:, :, :3]
    turned = points @ np.swapaxes(turns, 1, 2)
    translations = transforms[:, None, :, 3]
    return turned + translations
