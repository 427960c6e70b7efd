"""What a ridge pulls to: the coefficients of another model.

Beyond the card, with `--prior`.
"""

from collections.abc import Sequence

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
    deployed = (*shared.features, *POSE_NAMES)
    displacements = rows_in_frame(prior, deployed, shared.reference)
    rows = np.zeros((len(shared.shift_x), COORDINATES))
    rows[: len(deployed)] = displacements
    return rows


def rows_in_frame(
    model: FaceModel,
    columns: Sequence[str],
    reference: np.ndarray,
) -> np.ndarray:
    """A model's coefficients (k, 1434), float64, of some columns, as another frame has them.

    reference: (12, 3), the anchors of that frame.
    """
    # Displacements turn and grow with the face, but do not move with it.
    anchors = anchors_of(model)
    transform = similarities(anchors[None], reference)[0]
    turn = transform[:, :3]
    order = [model.columns.index(name) for name in columns]
    coef = model.coef[order].astype(np.float64)
    displacements = turn @ coef.reshape(-1, 3, LANDMARKS)
    return displacements.reshape(-1, COORDINATES)
