"""The model that a fit comes to, and the record of how it was made."""

import json

import numpy as np
from blendshape_face.data.anatomy.topology import ANCHORS, LANDMARKS
from blendshape_face.data.model import UNSUPPORTED_LIMIT, FaceModel

from .apart import kept_apart
from .recipe import Fitted
from .sums import BINS


def to_model(fitted: Fitted, name: str) -> FaceModel:
    """The model as it is deployed: the rows of the features and of pose, all keys filled."""
    settings, shared, whole = fitted.settings, fitted.shared, fitted.whole
    deployed = len(shared.features) + 3
    sums, count = fitted.sums, fitted.sums.neutral[0]
    mean = sums.products.total().ay[0] / sums.products.total().aa[0, 0] + shared.shift_y
    neutral = sums.neutral[1:] / count + shared.shift_y
    p99 = quantiles(fitted, 0.99)[: len(shared.features)]
    counts = fitted.plan.counts
    model = FaceModel(
        coef=whole.coef[:deployed].astype(np.float32),
        intercept=whole.intercept.astype(np.float32),
        feature_columns=shared.features,
        feature_name=settings.family,
        name=name,
        mean_aligned_mesh=_vertices(mean),
        mean_neutral_mesh=None if settings.family == "au" else _vertices(neutral),
        reference_anchors=shared.reference.astype(np.float32),
        anchor_indices=np.array(ANCHORS, np.int32),
        n_components=whole.rank,
        model_card=(
            f"{name}: {len(shared.features)} {settings.family} features and head pose to 478 "
            f"vertices, linear, from {counts['used']} frames of {counts['groups']} groups; "
            f"R2 {fitted.scores.r2.mean():.4f} over {settings.folds} folds by group"
        ),
        training_metadata=json.dumps(record(fitted), sort_keys=True),
        feature_p99=p99.astype(np.float32) if settings.limits else None,
        unsupported_features=weak_features(fitted) if settings.limits else (),
    )
    return kept_apart(model) if settings.apart else model


def record(fitted: Fitted) -> dict:
    """Settings, counts, data and figures of a fit, for JSON."""
    plan, whole, scores = fitted.plan, fitted.whole, fitted.scores
    dead = [n for n, d in zip(fitted.shared.features, whole.dead, strict=False) if d]
    return {
        "recipe": "per-frame similarity Procrustes to a GPA reference of 12 anchors, "
        "absolute coordinates, [features | pose | features x pose], full-rank linear",
        "settings": fitted.settings.recorded(),
        "counts": plan.counts,
        "fingerprint": plan.fingerprint,
        "units": "of the landmarks, scaled to the reference anchors",
        "frame": "x to the subject's left, y up, z out of the face",
        "gpa_iterations": plan.found.iterations,
        "gpa_change": plan.found.change,
        "largest_anchor_residual": plan.threshold,
        "rank": whole.rank,
        "inputs": len(whole.dead),
        "condition": whole.condition,
        "features_without_variation": dead,
        "frames_of_folds": scores.frames.tolist(),
        "r2": scores.r2.tolist(),
        "r2_deployed_rows": scores.r2_deployed.tolist(),
        "mae": None if scores.mae is None else scores.mae.tolist(),
    }


def quantiles(fitted: Fitted, share: float) -> np.ndarray:
    """The value of each feature and angle (F + 3,) below which a share of the frames is."""
    histogram, low, high = fitted.sums.histogram, fitted.shared.low, fitted.shared.high
    reached = (histogram.cumsum(axis=1) >= share * histogram.sum(axis=1)[:, None]).argmax(axis=1)
    return low + (high - low) * (reached + 1) / BINS


def weak_features(fitted: Fitted) -> tuple[str, ...]:
    """Those that hardly any frame shows."""
    p99 = quantiles(fitted, 0.99)
    return tuple(
        f for f, v in zip(fitted.shared.features, p99, strict=False) if v < UNSUPPORTED_LIMIT
    )


def _vertices(flat: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(flat.reshape(3, LANDMARKS).T, np.float32)
