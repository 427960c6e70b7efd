"""How well models predict the groups that they have not seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .regression import Fit, Moments, loss_when_still, r2, squared_errors


@dataclass(frozen=True)
class Scores:
    """Out of sample, by fold.

    frames: (folds,). r2: (folds,), variance-weighted. r2_deployed: of the rows for features and
    pose alone, without their products. errors, scatter: (1434,) sums over all folds.
    channels: (F + 3,) the loss of R2 when a feature or angle, with its products, is held still.
    mae: (folds,), in the units of the landmarks; None unless asked for.
    """

    frames: np.ndarray
    r2: np.ndarray
    r2_deployed: np.ndarray
    errors: np.ndarray
    scatter: np.ndarray
    channels: np.ndarray
    mae: np.ndarray | None = None


def channel_rows(features: int) -> list[np.ndarray]:
    """Step 6: for each feature and angle the inputs (of F + 3 + 3F) that it is part of.

    A feature is part of itself and three products (4,), an angle of itself and F products (1 + F,).
    """
    first_product = features + 3
    products = first_product + np.arange(3 * features)
    # Row after row the products with an angle, column by column those with a feature.
    products = products.reshape(3, features)
    rows = []
    for feature in range(features):
        of_feature = [feature, *products[:, feature]]
        rows.append(np.array(of_feature))
    for angle in range(3):
        of_angle = [features + angle, *products[angle]]
        rows.append(np.array(of_angle))
    return rows


def score_folds(
    folds: Sequence[Fit],
    held_out: Sequence[Moments],
    features: int,
) -> Scores:
    """Step 6: R2 of each fold, and what it loses without each channel.

    folds: the fits without each fold. held_out: the moments of each fold. features: F.
    """
    scores = []
    deployed_scores = []
    errors = []
    losses = []
    for fit, moments in zip(folds, held_out, strict=True):
        of_fold = squared_errors(moments, fit.coef, fit.intercept)
        errors.append(of_fold)
        scores.append(r2(of_fold, moments.yy))
        # Left in the fit, but not in the model: the products are 0 in what is deployed.
        deployed = fit.coef.copy()
        deployed[features + 3 :] = 0
        of_deployed = squared_errors(moments, deployed, fit.intercept)
        deployed_scores.append(r2(of_deployed, moments.yy))
        of_channels = [loss_when_still(moments, fit.coef, rows) for rows in channel_rows(features)]
        losses.append(of_channels)
    scatters = [moments.yy for moments in held_out]
    scatter = np.sum(scatters, axis=0)
    return Scores(
        frames=np.array([moments.count for moments in held_out], np.int64),
        r2=np.array(scores),
        r2_deployed=np.array(deployed_scores),
        errors=np.sum(errors, axis=0),
        scatter=scatter,
        channels=np.sum(losses, axis=0) / scatter.sum(),
    )
