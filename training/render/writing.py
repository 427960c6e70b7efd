"""Frames onto disk: a shard for training, and what MediaPipe said and what was rendered."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..frames.mediapipe_frames import face_axes, pose_from_matrices
from ..frames.shards import write_shard
from .track import Tracked

RENDERED_FOLDER = "rendered"
_UNFINISHED = ".unfinished"


@dataclass(frozen=True, eq=False)
class Frame:
    """person: a number. weights: (51,) of expression.RENDERED, as they were rendered."""

    person: int
    weights: np.ndarray
    tracked: Tracked


def shard_path(folder: Path, number: int) -> Path:
    return folder / f"frames_{number:05}.npz"


def is_made(folder: Path, number: int) -> bool:
    return shard_path(folder, number).exists()


def holds_shards(folder: Path) -> bool:
    return any(folder.glob("frames_*.npz"))


def write_frames(folder: Path, number: int, frames: Sequence[Frame]) -> Path:
    """Write all files of a shard; the NPZ by which a shard is known appears last."""
    path = shard_path(folder, number)
    unfinished = folder / _UNFINISHED / path.stem
    unfinished.mkdir(parents=True, exist_ok=True)
    (folder / RENDERED_FOLDER).mkdir(exist_ok=True)
    tracked = [frame.tracked for frame in frames]
    scores = np.stack([t.scores for t in tracked])
    landmarks = np.stack([t.landmarks for t in tracked])
    matrix = np.stack([t.matrix for t in tracked])
    person = np.array([frame.person for frame in frames], np.int32)

    rendered = unfinished / f"{path.stem}.rendered.npz"
    np.savez_compressed(
        rendered,
        blendshapes=scores,
        blendshape_names=np.array(tracked[0].names),
        landmarks=np.round(landmarks * 100).astype(np.int16),
        matrix=matrix,
        identity=person,
        ict_weights=np.stack([frame.weights for frame in frames]).astype(np.float32),
    )
    shard = write_shard(
        unfinished / path.name,
        scores,
        tracked[0].names,
        pose_from_matrices(matrix).astype(np.float32),
        person,
        face_axes(landmarks),
    )
    rendered.replace(folder / RENDERED_FOLDER / path.name)
    for part in (shard.meshes_path, shard.anchors_path, shard.path):
        part.replace(folder / part.name)
    shutil.rmtree(unfinished)
    return path
