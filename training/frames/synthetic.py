"""Frames made from a model, for tests and benchmarks: what is in them is known."""

from pathlib import Path

import numpy as np
from blendshape_face.data.anatomy.topology import LANDMARKS
from blendshape_face.data.model import FaceModel
from blendshape_face.data.motion.head_rotation import head_rotation

from .shards import Shard, write_shard

_TO_BLENDER = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])
"""The model's y is Blender's Z, its z Blender's -Y."""


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
    rng = np.random.default_rng(seed)
    count = len(model.feature_columns)
    rest = model.intercept.reshape(3, LANDMARKS)
    turning = rng.normal(0, 3 * noise, (3, 3 * LANDMARKS)).astype(np.float32)
    group_of = np.sort(rng.integers(0, groups, frames))
    shapes = rng.normal(np.eye(3), proportions, (groups, 3, 3)).astype(np.float32)
    shards = []
    for start in range(0, frames, per_shard):
        group = group_of[start : start + per_shard]
        features = rng.beta(0.4, 1.6, (len(group), count)).astype(np.float32)
        features[:, ~model.coef[:count].any(axis=1)] = 0
        pose = rng.normal(0, (0.15, 0.25, 0.1), (len(group), 3)).astype(np.float32)
        flat = features @ model.coef[:count] + pose @ turning
        flat += noise * rng.standard_normal(flat.shape, np.float32)
        meshes = flat.reshape(-1, 3, LANDMARKS) + shapes[group] @ rest
        head = _TO_BLENDER.T @ head_rotation(pose) @ _TO_BLENDER
        scale = rng.uniform(8, 14, (len(group), 1, 1))
        meshes = (head * scale).astype(np.float32) @ meshes
        meshes += rng.uniform(50, 200, (len(group), 3, 1)).astype(np.float32)
        landmarks = np.ascontiguousarray(np.swapaxes(meshes, 1, 2))
        path = folder / f"frames_{start:07}.npz"
        shards.append(write_shard(path, features, model.feature_columns, pose, group, landmarks))
    return shards
