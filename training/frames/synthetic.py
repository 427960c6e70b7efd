"""Frames made from a model, for tests and benchmarks: what is in them is known."""

from pathlib import Path

import numpy as np
from blendshape_face.data.anatomy.topology import LANDMARKS
from blendshape_face.data.model import FaceModel
from blendshape_face.data.motion.head_rotation import head_rotation

from .shards import Shard, write_shard

_TO_BLENDER = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])
"""The model's y is Blender's Z, its z Blender's -Y."""
_FEATURE_BETA = (0.4, 1.6)
"""Parameters of the features' distribution: mostly near 0, seldom near 1, a fifth on average."""
_POSE_DEVIATIONS = (0.15, 0.25, 0.1)
"""Of Pitch, Yaw and Roll, in radians."""
_SIZES = (8, 14)
"""Units of the landmarks in one of the model's, at least and at most."""
_PLACES = (50, 200)
"""Where the middle of a face is along each axis, in units of the landmarks."""


def make_shards(
    folder: Path,
    model: FaceModel,
    frames: int,
    groups: int,
    per_shard: int,
    noise: float = 0.1,
    proportions: float = 0.04,
    seed: int = 0,
) -> list[Shard]:
    """Frames in the order of their groups: expressions, head pose, sizes and places at random.

    noise: of each vertex, in the model's units. proportions: by how much faces differ.
    Turned faces are also a little deformed, as those of trackers are.
    """
    # One generator for all: the same seed and sizes give the same files, byte by byte.
    rng = np.random.default_rng(seed)
    # How vertices move with pitch, yaw and roll besides turning, per radian.
    turning = rng.normal(0, 3 * noise, (3, 3 * LANDMARKS)).astype(np.float32)
    group_of = np.sort(rng.integers(0, groups, frames))
    # A face of its own for each group: the model's, a little stretched and sheared.
    shapes = rng.normal(np.eye(3), proportions, (groups, 3, 3)).astype(np.float32)
    rest = model.intercept.reshape(3, LANDMARKS)
    shards = []
    for start in range(0, frames, per_shard):
        group = group_of[start : start + per_shard]
        features = _random_features(rng, model, len(group))
        pose = rng.normal(0, _POSE_DEVIATIONS, (len(group), 3)).astype(np.float32)
        meshes = _random_motion(
            rng,
            model,
            features,
            pose @ turning,
            noise,
        )
        # In place, as another array of a shard's meshes would be some hundred megabytes.
        meshes += shapes[group] @ rest
        landmarks = _place_randomly(rng, meshes, pose)
        path = folder / f"frames_{start:07}.npz"
        shard = write_shard(
            path,
            features,
            model.feature_columns,
            pose,
            group,
            landmarks,
        )
        shards.append(shard)
    return shards


def _random_features(
    rng: np.random.Generator,
    model: FaceModel,
    count: int,
) -> np.ndarray:
    """(count, F) float32, 0 to 1; 0 where a feature moves nothing."""
    rows = model.coef[: len(model.feature_columns)]
    features = rng.beta(*_FEATURE_BETA, (count, len(rows))).astype(np.float32)
    moves_nothing = ~rows.any(axis=1)
    features[:, moves_nothing] = 0
    return features


def _random_motion(
    rng: np.random.Generator,
    model: FaceModel,
    features: np.ndarray,
    turned: np.ndarray,
    noise: float,
) -> np.ndarray:
    """Displacements (n, 3, 478) by features (n, F), by pose turned (n, 1434), and by noise.

    All in the model's units.
    """
    rows = model.coef[: len(model.feature_columns)]
    flat = features @ rows + turned
    flat += noise * rng.standard_normal(flat.shape, np.float32)
    return flat.reshape(-1, 3, LANDMARKS)


def _place_randomly(
    rng: np.random.Generator,
    meshes: np.ndarray,
    pose: np.ndarray,
) -> np.ndarray:
    """Landmarks (n, 478, 3) of meshes (n, 3, 478) that are turned by a pose (n, 3) in radians,
    scaled and moved.
    """
    # Turned in Blender's axes, in which angles are defined, and back.
    heads = _TO_BLENDER.T @ head_rotation(pose) @ _TO_BLENDER
    sizes = rng.uniform(*_SIZES, (len(meshes), 1, 1))
    placed = (heads * sizes).astype(np.float32) @ meshes
    placed += rng.uniform(*_PLACES, (len(meshes), 3, 1)).astype(np.float32)
    return np.ascontiguousarray(np.swapaxes(placed, 1, 2))
