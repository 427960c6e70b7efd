"""Frames aligned to a reference by their anchors: sums, residuals, and the reference of a model."""

import numpy as np
from blendshape_face.data.alignment.similarities import transform
from blendshape_face.data.anatomy.topology import ANCHORS
from blendshape_face.data.model import FaceModel


def sum_transformed(
    points: np.ndarray,
    transforms: np.ndarray,
) -> np.ndarray:
    """Step 2: the sum (k, 3) over all frames of what `transform` returns, (n, k, 3).

    As one matrix product over the frames: every entry of the turns with every coordinate of the
    points. Of these (3, 3, k, 3) sums those are added up in which both mean the same axis j.
    """
    count, places = points.shape[:2]
    turns = transforms[:, :, :3].reshape(count, 9)
    coordinates = points.reshape(count, 3 * places)
    products = turns.T @ coordinates
    products = products.reshape(
        3,
        3,
        places,
        3,
    )
    turned = np.einsum("ijkj->ki", products)
    translation = transforms[:, :, 3].sum(axis=0)
    return turned + translation


def worst_residuals(
    points: np.ndarray,
    transforms: np.ndarray,
    reference: np.ndarray,
) -> np.ndarray:
    """Step 4: how far the worst point of each frame, once aligned, is from its place, (n,).

    points: (n, k, 3). transforms: (n, 3, 4). reference: (k, 3), whose units the residuals have.
    """
    residuals = transform(points, transforms) - reference
    squared = np.einsum("nki,nki->nk", residuals, residuals)
    return np.sqrt(squared.max(axis=1))


def anchors_of(model: FaceModel) -> np.ndarray:
    """Step 3: the reference (12, 3) of a model, or where its face at rest has the anchors.

    float64, in the model's units: x to the subject's left, y up, z out of the face.
    """
    if model.reference_anchors is not None:
        return model.reference_anchors.astype(np.float64)
    rest = model.predict({})
    return rest[list(ANCHORS)].astype(np.float64)
