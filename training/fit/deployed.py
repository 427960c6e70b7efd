"""The model that a fit comes to, and the record of how it was made."""

import json
from dataclasses import replace

import numpy as np
from blendshape_face.data.anatomy.topology import ANCHORS, LANDMARKS
from blendshape_face.data.model import UNSUPPORTED_LIMIT, FaceModel

from .apart import keep_apart
from .recipe import Fitted
from .sums import BINS

_LIMIT_SHARE = 0.99
"""The share of frames below which a feature's limit is, `feature_p99`."""


def to_model(
    fitted: Fitted,
    name: str,
) -> FaceModel:
    """Step 5: the model as it is deployed: the rows of features and pose (F + 3, 1434), all keys.

    float32, in the units of the reference. At pose 0 it predicts as with the products.
    """
    settings = fitted.settings
    shared = fitted.shared
    whole = fitted.whole
    # The products with pose vanish at pose 0, at which models are used.
    deployed = len(shared.features) + 3
    # As in py-feat's files, of which those of action units have no such key.
    has_neutral = settings.family != "au"
    model = FaceModel(
        coef=whole.coef[:deployed].astype(np.float32),
        intercept=whole.intercept.astype(np.float32),
        feature_columns=shared.features,
        feature_name=settings.family,
        name=name,
        mean_aligned_mesh=_mean_mesh(fitted),
        mean_neutral_mesh=_mean_neutral_mesh(fitted) if has_neutral else None,
        reference_anchors=shared.reference.astype(np.float32),
        anchor_indices=np.array(ANCHORS, np.int32),
        n_components=whole.rank,
        model_card=_card(fitted, name),
        training_metadata=json.dumps(record(fitted), sort_keys=True),
    )
    if settings.limits:
        model = replace(
            model,
            feature_p99=_feature_limits(fitted).astype(np.float32),
            unsupported_features=weak_features(fitted),
        )
    # Last, as it looks at the model that people get.
    if settings.apart:
        model = keep_apart(model)
    return model


def record(fitted: Fitted) -> dict:
    """All steps: settings, counts, data and figures of a fit, for JSON."""
    plan = fitted.plan
    whole = fitted.whole
    scores = fitted.scores
    # The inputs begin with the features; angles and products that never vary are not told.
    features = fitted.shared.features
    dead_features = [name for number, name in enumerate(features) if whole.dead[number]]
    return {
        "recipe": "per-frame similarity Procrustes to a GPA reference of 12 anchors, "
        "absolute coordinates, [features | pose | features x pose], full-rank linear",
        "settings": fitted.settings.to_record(),
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
        "features_without_variation": dead_features,
        "frames_of_folds": scores.frames.tolist(),
        "r2": scores.r2.tolist(),
        "r2_deployed_rows": scores.r2_deployed.tolist(),
        "mae": None if scores.mae is None else scores.mae.tolist(),
    }


def quantiles(
    fitted: Fitted,
    share: float,
) -> np.ndarray:
    """Step 5: the value of each feature and angle (F + 3,) below which a share of the frames is.

    share: 0 to 1. Exact to a bin of the histogram, whose upper edge is returned.
    """
    histogram = fitted.sums.histogram
    counts = histogram.cumsum(axis=1)
    wanted = share * histogram.sum(axis=1)
    # argmax of booleans is the first bin that is far enough.
    is_reached = counts >= wanted[:, None]
    reached = is_reached.argmax(axis=1)
    low = fitted.shared.low
    extent = fitted.shared.high - low
    return low + extent * (reached + 1) / BINS


def weak_features(fitted: Fitted) -> tuple[str, ...]:
    """Step 5: the names of the features that hardly any frame shows."""
    features = fitted.shared.features
    weak = []
    for name, limit in zip(features, _feature_limits(fitted), strict=True):
        if limit < UNSUPPORTED_LIMIT:
            weak.append(name)
    return tuple(weak)


def _feature_limits(fitted: Fitted) -> np.ndarray:
    """The value (F,) of each feature above which hardly a frame is, `feature_p99`."""
    count = len(fitted.shared.features)
    return quantiles(fitted, _LIMIT_SHARE)[:count]


def _mean_mesh(fitted: Fitted) -> np.ndarray:
    """The mean (478, 3) of all aligned frames."""
    products = fitted.sums.products.total()
    count = products.aa[0, 0]
    mean = products.ay[0] / count
    return _vertices(mean + fitted.shared.shift_y)


def _mean_neutral_mesh(fitted: Fitted) -> np.ndarray:
    """The mean (478, 3) of the neutral frames."""
    neutral = fitted.sums.neutral
    count = neutral[0]
    mean = neutral[1:] / count
    return _vertices(mean + fitted.shared.shift_y)


def _vertices(flat: np.ndarray) -> np.ndarray:
    """Coordinates (1434,), all x, all y, then all z, as vertices (478, 3) float32."""
    return np.ascontiguousarray(flat.reshape(3, LANDMARKS).T, np.float32)


def _card(
    fitted: Fitted,
    name: str,
) -> str:
    counts = fitted.plan.counts
    settings = fitted.settings
    return (
        f"{name}: {len(fitted.shared.features)} {settings.family} features and head pose to 478 "
        f"vertices, linear, from {counts['used']} frames of {counts['groups']} groups; "
        f"R2 {fitted.scores.r2.mean():.4f} over {settings.folds} folds by group"
    )
