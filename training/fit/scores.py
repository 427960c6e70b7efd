"""How well models predict the groups that they have not seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .regression import Fit, Moments, held_still, r2, squared_errors


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
    """For each feature and angle the inputs (of F + 3 + 3F) that it is part of."""
    products = np.arange(features + 3, 4 * features + 3).reshape(3, features)
    of_features = [np.array([i, *products[:, i]]) for i in range(features)]
    of_angles = [np.array([features + i, *products[i]]) for i in range(3)]
    return of_features + of_angles


def score_folds(folds: Sequence[Fit], held_out: Sequence[Moments], features: int) -> Scores:
    """folds: the fits without each fold. held_out: the moments of the folds."""
    scores, deployed_scores, errors, losses = [], [], [], []
    for fit, moments in zip(folds, held_out, strict=True):
        of_fold = squared_errors(moments, fit.coef, fit.intercept)
        deployed = fit.coef.copy()
        deployed[features + 3 :] = 0
        scores.append(r2(of_fold, moments.yy))
        deployed_scores.append(r2(squared_errors(moments, deployed, fit.intercept), moments.yy))
        errors.append(of_fold)
        losses.append([held_still(moments, fit.coef, rows) for rows in channel_rows(features)])
    scatter = np.sum([moments.yy for moments in held_out], axis=0)
    return Scores(
        frames=np.array([moments.count for moments in held_out], np.int64),
        r2=np.array(scores),
        r2_deployed=np.array(deployed_scores),
        errors=np.sum(errors, axis=0),
        scatter=scatter,
        channels=np.sum(losses, axis=0) / scatter.sum(),
    )
