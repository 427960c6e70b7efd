"""What a ridge pulls to: the coefficients of another model.

Beyond the card, with `--prior`.
"""

import numpy as np
from blendshape_face.data.alignment.similarities import similarities
from blendshape_face.data.anatomy.topology import COORDINATES, LANDMARKS
from blendshape_face.data.model import FaceModel

from ..errors import TrainingError
from ..frames.shards import POSE_NAMES
from .alignment import anchors_of
from .blocks import Shared
from .settings import Settings


def prior_rows(
    settings: Settings,
    shared: Shared,
) -> np.ndarray | None:
    """Step 5, with a prior: its coefficients (p, 1434) in the frame and the units of the fit.

    0 for the products with pose. Raises TrainingError for a prior of other features.
    """
    if settings.prior is None:
        return None
    prior = FaceModel.load(settings.prior)
    if set(prior.feature_columns) != set(shared.features):
        raise TrainingError(
            f"{settings.prior.name}: has other features than the {settings.family} family"
        )
    # Displacements turn and grow with the face, but do not move with it.
    anchors = anchors_of(prior)
    transform = similarities(anchors[None], shared.reference)[0]
    turn = transform[:, :3]
    deployed = (*shared.features, *POSE_NAMES)
    count = len(deployed)
    order = [prior.columns.index(name) for name in deployed]
    coef = prior.coef[order].astype(np.float64)
    displacements = turn @ coef.reshape(count, 3, LANDMARKS)
    rows = np.zeros((len(shared.shift_x), COORDINATES))
    rows[:count] = displacements.reshape(count, COORDINATES)
    return rows
