"""The first pass: which frames can be used, their anchors and groups. Meshes stay unread."""

import hashlib
import json
import re
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from blendshape_face.data.channels import FAMILIES, names

from ..errors import TrainingError
from ..frames.shards import Columns, Shard
from .running import save_arrays
from .settings import Settings

_LARGEST_ANGLE = 2 * np.pi
"""Radians. Heads do not turn that far: larger angles are degrees."""


@dataclass(frozen=True)
class ShardIndex:
    """The frames of one shard that pass the pose filter, k of n.

    stamp, digest: of the shard's files, and of all that was read of them.
    frames, incomplete, turned: counts of all frames, of those with a NaN, of those turned away.
    rows: (k,) their places in the shard. anchors: (k, 12, 3), in the shard's units.
    groups, codes: the names of the shard's groups, and an index into them for each frame (k,).
    expression: (k,) how far a face is from neutral.
    low, high: (F + 3,) the range of each feature and angle.
    """

    stamp: str
    digest: str
    frames: int
    incomplete: int
    turned: int
    rows: np.ndarray
    anchors: np.ndarray
    groups: np.ndarray
    codes: np.ndarray
    expression: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def save(self, path: Path) -> None:
        """Step 1: write an NPZ with a key for each field."""
        arrays = {}
        for field in fields(self):
            arrays[field.name] = getattr(self, field.name)
        save_arrays(path, arrays)

    @staticmethod
    def load(path: Path, *names: str) -> dict[str, np.ndarray]:
        """All steps: some fields of a saved index, by name; texts and numbers have shape ()."""
        with np.load(path, allow_pickle=False) as archive:
            return {name: archive[name] for name in names}


def index_shard(
    shard: Shard,
    settings: Settings,
) -> ShardIndex:
    """Step 1: the complete frames within `max_yaw` and `max_pitch`, which are degrees.

    Raises TrainingError for angles that cannot be radians.
    """
    columns = shard.columns(names(FAMILIES[settings.family]))
    frames = len(columns.pose)
    anchors = shard.anchors(frames)
    _check_radians(shard, columns.pose)

    is_complete = complete_frames(columns, anchors)
    is_facing = _facing_frames(columns.pose, settings)
    rows = np.flatnonzero(is_complete & is_facing)

    features = columns.features[rows]
    pose = columns.pose[rows]
    channels = np.concatenate([features, pose], axis=1)
    groups, codes = np.unique(columns.groups[rows], return_inverse=True)
    return ShardIndex(
        stamp=shard.stamp(),
        digest=_digest(columns, anchors),
        frames=frames,
        incomplete=int((~is_complete).sum()),
        turned=int((is_complete & ~is_facing).sum()),
        rows=rows.astype(np.int32),
        anchors=anchors[rows],
        groups=groups,
        codes=codes.astype(np.int32),
        expression=_expression(features, settings.family),
        # A shard without a frame that passes leaves every range as it is.
        low=channels.min(axis=0, initial=np.inf),
        high=channels.max(axis=0, initial=-np.inf),
    )


def complete_frames(
    columns: Columns,
    anchors: np.ndarray,
) -> np.ndarray:
    """Step 1: which frames (n,) have every number, and anchors not all in one place.

    anchors: (n, 12, 3), in any unit. A tracker that lost the face writes zeros.
    """
    flat = anchors.reshape(len(anchors), -1)
    # One NaN or infinity makes the sum one too, and sums need no array of the size of the frames.
    sums = columns.features.sum(axis=1)
    sums = sums + columns.pose.sum(axis=1)
    sums = sums + flat.sum(axis=1)
    # Every number against that of the same axis, one anchor further.
    differs = flat[:, 3:] != flat[:, :-3]
    has_extent = differs.any(axis=1)
    return np.isfinite(sums) & has_extent


def index_path(
    folder: Path,
    number: int,
    shard: Shard,
    settings: Settings,
) -> Path:
    """Step 1: where a shard's index is kept; settings that change it lead to another file."""
    # Not the name alone: shards of different folders may have the same name.
    whole_path = str(shard.path.resolve())
    key = json.dumps([whole_path, *settings.filters()])
    digest = hashlib.sha256(key.encode()).hexdigest()
    name = re.sub(r"\W", "_", shard.path.stem)
    return folder / f"{number:05}_{name}_{digest[:8]}.npz"


def _check_radians(
    shard: Shard,
    pose: np.ndarray,
) -> None:
    """Raises TrainingError for a pose (n, 3) with angles that only degrees can have."""
    known = pose[np.isfinite(pose)]
    if np.abs(known).max(initial=0) > _LARGEST_ANGLE:
        raise TrainingError(f"{shard.path.name}: pose: is beyond 2 pi; radians are needed")


def _facing_frames(
    pose: np.ndarray,
    settings: Settings,
) -> np.ndarray:
    """Which frames (n,) look into the camera. pose: (n, 3) Pitch, Yaw, Roll in radians."""
    # Roll does not count: it takes nothing of the face out of sight.
    degrees = np.abs(np.rad2deg(pose[:, :2]))
    pitch, yaw = degrees.T
    return (yaw <= settings.max_yaw) & (pitch <= settings.max_pitch)


def _digest(
    columns: Columns,
    anchors: np.ndarray,
) -> str:
    """Changes with any value, type or shape of the columns and of the anchors (n, 12, 3)."""
    digest = hashlib.sha256()
    for array in (columns.features, columns.pose, columns.groups, anchors):
        layout = f"{array.dtype.str}{array.shape}"
        digest.update(layout.encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def _expression(
    features: np.ndarray,
    family: str,
) -> np.ndarray:
    """The sum (n,) of a frame's features (n, F); for emotions what `neutral` leaves of 1."""
    if family == "emotion":
        neutral = names(FAMILIES[family]).index("neutral")
        return 1 - features[:, neutral]
    return features.sum(axis=1)
