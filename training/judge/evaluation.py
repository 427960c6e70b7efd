"""Judging models: the share of real facial motion that they explain, clip by clip.

A clip is a group. Its meshes are aligned by the 12 anchors to the model's reference, its mean is
removed from meshes and inputs, and 1 - SSE / SST over all 478 vertices is what counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from blendshape_face.data.alignment.similarities import similarities
from blendshape_face.data.anatomy.topology import ANCHORS, COORDINATES, LANDMARKS, topology
from blendshape_face.data.model import FaceModel, axis_major
from tqdm import tqdm

from ..errors import TrainingError
from ..fit.alignment import anchors_of
from ..fit.index import complete_frames
from ..frames.shards import Columns, Shard
from .clips import Block, Clips, ClipScore

_BLOCK = 1024
"""Frames at a time: an array of their coordinates has 12 MB."""

_AXES = "xyz"


@dataclass(frozen=True)
class Evaluation:
    """
    clips, frames: with any motion. r2: of the clips, weighted by their frames.
    r2_of_sums: 1 - sum of SSE / sum of SST over all clips, so that lively ones count for more.
    regions, axes: as r2; every clip's errors are in shares of its whole motion.
    channels: the loss of r2 when a channel stays at its mean.
    clip_r2: name of a clip -> its frames and R2.
    """

    name: str
    clips: int
    frames: int
    r2: float
    r2_of_sums: float
    regions: dict[str, float]
    axes: dict[str, float]
    channels: dict[str, float]
    clip_r2: dict[str, ClipScore]


def evaluate(model: FaceModel, shards: Sequence[Shard]) -> Evaluation:
    """Judge a model by the frames of some shards. Raises TrainingError."""
    clips = Clips(model)
    last_shard = _last_shards(model, shards)
    # disable=None: no bar in a log file.
    progress = tqdm(shards, desc=model.name, unit="shard", disable=None)
    for number, shard in enumerate(progress):
        for block in _blocks(model, shard):
            clips.add(block)
        # Sums of clips that are through are not kept: a million of them would not fit in memory.
        finished = [name for name in clips.running if last_shard[name] == number]
        for name in finished:
            clips.finish(name)
    if not clips.scores:
        raise TrainingError("no clip has two frames with a face that moves")
    return _evaluation(model, clips)


def _last_shards(model: FaceModel, shards: Sequence[Shard]) -> dict[str, int]:
    """Name of a clip -> number of the last shard with frames of it."""
    last: dict[str, int] = {}
    for number, shard in enumerate(shards):
        groups = shard.columns(model.feature_columns).groups
        for name in np.unique(groups).tolist():
            last[name] = number
    return last


def _blocks(model: FaceModel, shard: Shard) -> Iterator[Block]:
    """The frames of a shard, some at a time."""
    columns = shard.columns(model.feature_columns)
    count = len(columns.pose)
    meshes = shard.meshes(count)
    for start in range(0, count, _BLOCK):
        part = slice(start, start + _BLOCK)
        own = Columns(
            features=columns.features[part],
            pose=columns.pose[part],
            groups=columns.groups[part],
        )
        # Read from the disk here, and no more of them than a block.
        own_meshes = meshes[part].astype(np.float64)
        yield _block(model, own, own_meshes)


def _block(
    model: FaceModel,
    columns: Columns,
    meshes: np.ndarray,
) -> Block:
    """The complete frames of some, with meshes (n, 478, 3) float64."""
    is_complete = complete_frames(columns, meshes[:, ANCHORS])
    # A sum is finite where every number is.
    sums = meshes.sum(axis=(1, 2))
    is_complete &= np.isfinite(sums)
    meshes = meshes[is_complete]
    inputs = np.concatenate([columns.features, columns.pose], axis=1)
    x = inputs[is_complete].astype(np.float64)
    # axis_major's order: (n, 3, 478) in a row.
    reference = anchors_of(model)
    transforms = similarities(meshes[:, ANCHORS], reference)
    turns = transforms[:, :, :3]
    shifts = transforms[:, :, 3:]
    by_axis = meshes.transpose(0, 2, 1)
    aligned = turns @ by_axis + shifts
    y = aligned.reshape(len(x), COORDINATES)
    count = len(model.feature_columns)
    features = x[:, :count]
    pose = x[:, count:]
    predicted = model.predict(features, pose)
    if model.feature_p99 is not None:
        # As predict has limited them, so that a channel held still is held at what counted.
        features[:] = features.clip(0, model.feature_p99)
    return Block(
        groups=columns.groups[is_complete],
        y=y - model.intercept,
        r=y - axis_major(predicted),
        x=x,
    )


def _evaluation(model: FaceModel, clips: Clips) -> Evaluation:
    """What came of all clips, at least one."""
    errors, errors_of_sums = clips.errors
    scatter, scatter_of_sums = clips.scatter
    losses = clips.losses / scatter.sum()
    frames = [score.frames for score in clips.scores.values()]
    return Evaluation(
        name=model.name,
        clips=len(clips.scores),
        frames=sum(frames),
        r2=_r2(errors, scatter),
        r2_of_sums=_r2(errors_of_sums, scatter_of_sums),
        regions=_r2_by_region(errors, scatter),
        axes=_r2_by_axis(errors, scatter),
        channels=dict(zip(model.columns, losses.tolist(), strict=True)),
        clip_r2=clips.scores,
    )


def _r2(errors: np.ndarray, scatter: np.ndarray) -> float:
    """The share of motion explained, of any coordinates (k,)."""
    unexplained = errors.sum() / scatter.sum()
    return float(1 - unexplained)


def _r2_by_region(errors: np.ndarray, scatter: np.ndarray) -> dict[str, float]:
    """Of all coordinates (1434,), by the regions of the topology."""
    found = {}
    for name, vertices in regions().items():
        # x, y and z of each vertex.
        first_of_axis = LANDMARKS * np.arange(3)
        chosen = (vertices + first_of_axis[:, None]).ravel()
        found[name] = _r2(errors[chosen], scatter[chosen])
    return found


def _r2_by_axis(errors: np.ndarray, scatter: np.ndarray) -> dict[str, float]:
    """Of all coordinates (1434,), by x, y and z."""
    axis_of = np.repeat(np.arange(3), LANDMARKS)
    found = {}
    for axis, name in enumerate(_AXES):
        chosen = axis_of == axis
        found[name] = _r2(errors[chosen], scatter[chosen])
    return found


@cache
def regions() -> dict[str, np.ndarray]:
    """Vertices (k,) by region, both sides together."""
    found: dict[str, list[np.ndarray]] = {}
    for name, vertices in topology().groups.items():
        region, _, _ = name.partition(".")  # brow.L and brow.R are brow
        found.setdefault(region, []).append(vertices)
    return {region: np.concatenate(sides) for region, sides in found.items()}
