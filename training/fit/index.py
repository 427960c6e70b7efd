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


@dataclass(frozen=True)
class ShardIndex:
    """The frames of one shard that pass the pose filter, k of n.

    stamp, digest: of the shard's files, and of all that was read of them.
    frames, incomplete, turned: counts of all frames, of those with a NaN, of those turned away.
    rows: (k,) their places in the shard. anchors: (k, 12, 3).
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
        save_arrays(path, {field.name: getattr(self, field.name) for field in fields(self)})

    @staticmethod
    def load(path: Path, *names: str) -> dict[str, np.ndarray]:
        """Some fields of a saved index."""
        with np.load(path, allow_pickle=False) as archive:
            return {name: archive[name] for name in names}


def index_shard(shard: Shard, settings: Settings) -> ShardIndex:
    columns = shard.columns(names(FAMILIES[settings.family]))
    count = len(columns.pose)
    anchors = shard.anchors(count)
    if np.abs(columns.pose[np.isfinite(columns.pose)]).max(initial=0) > 2 * np.pi:
        raise TrainingError(f"{shard.path.name}: pose: is beyond 2 pi; radians are needed")
    complete = complete_frames(columns, anchors)
    pitch, yaw = np.abs(np.rad2deg(columns.pose[:, :2])).T
    facing = (yaw <= settings.max_yaw) & (pitch <= settings.max_pitch)
    rows = np.flatnonzero(complete & facing)
    groups, codes = np.unique(columns.groups[rows], return_inverse=True)
    features = columns.features[rows]
    channels = np.concatenate([features, columns.pose[rows]], axis=1)
    digest = hashlib.sha256()
    for array in (columns.features, columns.pose, columns.groups, anchors):
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return ShardIndex(
        stamp=shard.stamp(),
        digest=digest.hexdigest(),
        frames=count,
        incomplete=int((~complete).sum()),
        turned=int((complete & ~facing).sum()),
        rows=rows.astype(np.int32),
        anchors=anchors[rows],
        groups=groups,
        codes=codes.astype(np.int32),
        expression=_expression(features, settings.family),
        low=channels.min(axis=0, initial=np.inf),
        high=channels.max(axis=0, initial=-np.inf),
    )


def complete_frames(columns: Columns, anchors: np.ndarray) -> np.ndarray:
    """Which frames (n,) have every number, and anchors (n, 12, 3) that are not all in one place."""
    flat = anchors.reshape(len(anchors), -1)
    sums = columns.features.sum(axis=1) + columns.pose.sum(axis=1) + flat.sum(axis=1)
    return np.isfinite(sums) & (flat[:, 3:] != flat[:, :-3]).any(axis=1)


def index_path(folder: Path, number: int, shard: Shard, settings: Settings) -> Path:
    """Where a shard's index is kept; settings that change it lead to another file."""
    key = json.dumps([str(shard.path.resolve()), *settings.filters()])
    name = re.sub(r"\W", "_", shard.path.stem)
    return folder / f"{number:05}_{name}_{hashlib.sha256(key.encode()).hexdigest()[:8]}.npz"


def _expression(features: np.ndarray, family: str) -> np.ndarray:
    """The sum of a frame's features; for emotions what `neutral` leaves of 1."""
    channels = names(FAMILIES[family])
    if family == "emotion":
        return 1 - features[:, channels.index("neutral")]
    return features.sum(axis=1)
