"""Eyes that look on models without channels for it: those of action units and emotions.

Irises and lids move as the bundled ARKit model moves them, whose eyes are as far apart.
"""

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from .bundled import ARKIT, bundled
from .eye_channels import EYE_CHANNELS

if TYPE_CHECKING:
    from .model import Basis, FaceModel


LOOKS = tuple(dict.fromkeys(EYE_CHANNELS))
"""The eight eyeLook channels, in the order in which a face has them."""


def played_columns(model: "FaceModel") -> tuple[str, ...]:
    """The channels of a face with this model: its features, LOOKS where it lacks them, and pose."""
    if set(LOOKS) & set(model.feature_columns):
        return model.columns
    return (*model.feature_columns, *LOOKS, *model.pose_columns)


def has_channels_of(columns: tuple[str, ...], model: "FaceModel") -> bool:
    """Whether a face with these channels is one of a model: faces of former versions have the
    model's own alone.
    """
    return columns in (played_columns(model), model.columns)


def with_looks(basis: "Basis", model: "FaceModel") -> "Basis":
    """A model's basis with a row for each of `played_columns`; the same basis where it has them."""
    if played_columns(model) == model.columns:
        return basis
    features = len(model.feature_columns)
    parts = (basis.shapes[:features], _looks(), basis.shapes[features:])
    shapes = np.concatenate(parts)
    ceiling = basis.ceiling
    if ceiling is not None:
        # How far eyes turn no training has measured.
        no_limits = np.full(len(LOOKS), np.inf, np.float32)
        ceiling = np.concatenate([ceiling[:features], no_limits, ceiling[features:]])
    return replace(basis, shapes=np.ascontiguousarray(shapes, np.float32), ceiling=ceiling)


@cache
def _looks() -> np.ndarray:
    """(8, 478, 3) meters for a channel at 1, in the order of LOOKS."""
    model = bundled(ARKIT)
    rows = [model.columns.index(name) for name in LOOKS]
    return model.blender_basis().shapes[rows]
