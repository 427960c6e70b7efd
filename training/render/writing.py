"""Frames onto disk: a shard for training, and what MediaPipe said and what was rendered."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..frames.mediapipe_frames import face_axes, pose_from_matrices
from ..frames.shards import Shard, write_shard
from .track import Tracked

RENDERED_FOLDER = "rendered"
"""In a folder of shards: the same frames as MediaPipe gave them, and the rendered weights."""

_UNFINISHED = ".unfinished"
"""In a folder of shards: what is being written."""

_STEPS_A_PIXEL = 100
"""Landmarks are kept as whole numbers of steps."""


@dataclass(frozen=True, eq=False)
class Frame:
    """person: a number. weights: (51,) of expression.RENDERED, as they were rendered."""

    person: int
    weights: np.ndarray
    tracked: Tracked


def shard_path(folder: Path, number: int) -> Path:
    """The NPZ by which a shard is known."""
    return folder / f"frames_{number:05}.npz"


def is_made(folder: Path, number: int) -> bool:
    """Whether a shard is whole."""
    return shard_path(folder, number).exists()


def holds_shards(folder: Path) -> bool:
    """Whether a folder has any shard, of whatever number."""
    return any(folder.glob("frames_*.npz"))


def write_frames(
    folder: Path,
    number: int,
    frames: Sequence[Frame],
) -> Path:
    """Write all files of a shard; the NPZ by which a shard is known appears last."""
    path = shard_path(folder, number)
    unfinished = folder / _UNFINISHED / path.stem
    unfinished.mkdir(parents=True, exist_ok=True)
    (folder / RENDERED_FOLDER).mkdir(exist_ok=True)
    rendered = unfinished / f"{path.stem}.rendered.npz"
    _write_rendered(rendered, frames)
    shard = _write_shard(unfinished / path.name, frames)
    # From here on only names change: a run that is killed leaves either no shard or a whole one.
    rendered.replace(folder / RENDERED_FOLDER / path.name)
    for part in (shard.meshes_path, shard.anchors_path, shard.path):
        part.replace(folder / part.name)
    shutil.rmtree(unfinished)
    return path


def _write_rendered(path: Path, frames: Sequence[Frame]) -> None:
    """In the layout that `python -m training shards` takes, and the rendered weights."""
    landmarks = np.round(_landmarks(frames) * _STEPS_A_PIXEL)
    weights = np.stack([frame.weights for frame in frames])
    np.savez_compressed(
        path,
        blendshapes=_scores(frames),
        blendshape_names=np.array(frames[0].tracked.names),
        landmarks=landmarks.astype(np.int16),
        matrix=_matrices(frames),
        identity=_people(frames),
        ict_weights=weights.astype(np.float32),
    )


def _write_shard(path: Path, frames: Sequence[Frame]) -> Shard:
    pose = pose_from_matrices(_matrices(frames))
    return write_shard(
        path,
        features=_scores(frames),
        feature_columns=frames[0].tracked.names,
        pose=pose.astype(np.float32),
        groups=_people(frames),
        landmarks=face_axes(_landmarks(frames)),
    )


def _scores(frames: Sequence[Frame]) -> np.ndarray:
    """(n, 52) of MediaPipe."""
    scores = [frame.tracked.scores for frame in frames]
    return np.stack(scores)


def _landmarks(frames: Sequence[Frame]) -> np.ndarray:
    """(n, 478, 3) in pixels."""
    landmarks = [frame.tracked.landmarks for frame in frames]
    return np.stack(landmarks)


def _matrices(frames: Sequence[Frame]) -> np.ndarray:
    """(n, 4, 4) facial transformations."""
    matrices = [frame.tracked.matrix for frame in frames]
    return np.stack(matrices)


def _people(frames: Sequence[Frame]) -> np.ndarray:
    """(n,) the person of each frame."""
    people = [frame.person for frame in frames]
    return np.array(people, np.int32)
