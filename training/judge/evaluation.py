"""Judging models: the share of real facial motion that they explain, clip by clip.

A clip is a group. Its meshes are aligned by the 12 anchors to the model's reference, its mean is
removed from meshes and inputs, and 1 - SSE / SST over all 478 vertices is what counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from blendshape_face.data.anatomy.topology import ANCHORS, COORDINATES, LANDMARKS, topology
from blendshape_face.data.model import FaceModel, axis_major
from tqdm import tqdm  # pyright: ignore[reportMissingModuleSource]

from ..errors import TrainingError
from ..fit.alignment import anchors_of, similarities
from ..fit.index import complete_frames
from ..frames.shards import Columns, Shard

_BLOCK = 1024
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
    clip_r2: dict[str, tuple[int, float]]


class _Clips:
    """Sums over the frames of the clips under way, and what came of the finished ones.

    The sums of a clip, in a row: frames | y | y y | r | r r | x | x x | x (r . shape of x),
    with y the aligned coordinates, r what the model leaves of them, x the inputs.
    """

    def __init__(self, model: FaceModel) -> None:
        self.shapes = model.coef.astype(np.float64)
        self.running: dict[str, np.ndarray] = {}
        widths = [1, *[COORDINATES] * 4, *[len(self.shapes)] * 3]
        self.cuts = np.cumsum(widths)[:-1]
        self.errors = np.zeros((2, COORDINATES))
        self.scatter = np.zeros((2, COORDINATES))
        self.losses = np.zeros(len(self.shapes))
        self.clip_r2: dict[str, tuple[int, float]] = {}

    def add(self, groups: np.ndarray, y: np.ndarray, r: np.ndarray, x: np.ndarray) -> None:
        if not len(groups):
            return
        order = np.argsort(groups, kind="stable")
        names, starts = np.unique(groups[order], return_index=True)
        x_by_shape = x * (r @ self.shapes.T)
        parts = [np.ones((len(x), 1)), y, y * y, r, r * r, x, x * x, x_by_shape]
        sums = np.concatenate([np.add.reduceat(p[order], starts) for p in parts], axis=1)
        for name, values in zip(names.tolist(), sums, strict=True):
            self.running[name] = self.running.get(name, 0) + values

    def finish(self, name: str) -> None:
        count, y, yy, r, rr, x, xx, xr = np.split(self.running.pop(name), self.cuts)
        n = count[0]
        scatter, errors = yy - y * y / n, rr - r * r / n
        whole = scatter.sum()
        # A clip at rest, or a single frame: what is left of the sums is rounding.
        if whole <= 1e-9 * yy.sum():
            return
        grown = 2 * (xr - x * (self.shapes @ r) / n)
        grown += (xx - x * x / n) * np.einsum("pq,pq->p", self.shapes, self.shapes)
        weight = np.array([[n / whole], [1.0]])
        self.errors += weight * errors
        self.scatter += weight * scatter
        self.losses += grown * n / whole
        self.clip_r2[name] = int(n), float(1 - errors.sum() / whole)

    def result(self, model: FaceModel) -> Evaluation:
        if not self.clip_r2:
            raise TrainingError("no clip has two frames with a face that moves")

        def explained(chosen: np.ndarray | slice, kind: int = 0) -> float:
            return float(1 - self.errors[kind][chosen].sum() / self.scatter[kind][chosen].sum())

        axis_of = np.repeat(np.arange(3), LANDMARKS)
        return Evaluation(
            name=model.name,
            clips=len(self.clip_r2),
            frames=sum(frames for frames, _ in self.clip_r2.values()),
            r2=explained(slice(None)),
            r2_of_sums=explained(slice(None), 1),
            regions={
                name: explained((vertices + LANDMARKS * np.arange(3)[:, None]).ravel())
                for name, vertices in _regions().items()
            },
            axes={axis: explained(axis_of == i) for i, axis in enumerate(_AXES)},
            channels=dict(
                zip(model.columns, (self.losses / self.scatter[0].sum()).tolist(), strict=True)
            ),
            clip_r2=self.clip_r2,
        )


def evaluate(model: FaceModel, shards: Sequence[Shard]) -> Evaluation:
    """Judge a model by the frames of some shards. Raises TrainingError."""
    clips = _Clips(model)
    last: dict[str, int] = {}
    for number, shard in enumerate(shards):
        groups = shard.columns(model.feature_columns).groups
        last |= dict.fromkeys(np.unique(groups).tolist(), number)
    for number, shard in enumerate(tqdm(shards, desc=model.name, unit="shard", disable=None)):
        columns = shard.columns(model.feature_columns)
        meshes = shard.meshes(len(columns.pose))
        for start in range(0, len(columns.pose), _BLOCK):
            clips.add(*_residuals(model, columns, meshes, slice(start, start + _BLOCK)))
        for name in [name for name in clips.running if last[name] == number]:
            clips.finish(name)
    return clips.result(model)


def _residuals(
    model: FaceModel, columns: Columns, meshes: np.ndarray, part: slice
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Groups, y less the model's rest, r and x of the complete frames."""
    features, pose, groups = columns.features[part], columns.pose[part], columns.groups[part]
    landmarks = meshes[part].astype(np.float64)
    complete = complete_frames(Columns(features, pose, groups), landmarks[:, ANCHORS])
    complete &= np.isfinite(landmarks.sum(axis=(1, 2)))
    landmarks, groups = landmarks[complete], groups[complete]
    x = np.concatenate([features, pose], axis=1)[complete].astype(np.float64)
    transforms = similarities(landmarks[:, ANCHORS], anchors_of(model))
    y = transforms[:, :, :3] @ landmarks.transpose(0, 2, 1) + transforms[:, :, 3:]
    y = y.reshape(len(x), COORDINATES)
    count = len(model.feature_columns)
    r = y - axis_major(model.predict(x[:, :count], x[:, count:]))
    if model.feature_p99 is not None:
        x[:, :count] = x[:, :count].clip(0, model.feature_p99)
    return groups, y - model.intercept, r, x


@cache
def _regions() -> dict[str, np.ndarray]:
    """Vertices by region, both sides together."""
    regions: dict[str, list[np.ndarray]] = {}
    for name, vertices in topology().groups.items():
        regions.setdefault(name.partition(".")[0], []).append(vertices)
    return {name: np.concatenate(sides) for name, sides in regions.items()}


def table(evaluations: Iterable[Evaluation]) -> str:
    """Markdown: a column for each model; with two, their difference."""
    columns = list(evaluations)
    first = columns[0]
    rows: list[tuple[str, list[float]]] = [
        ("**all**", [e.r2 for e in columns]),
        ("all, by sums", [e.r2_of_sums for e in columns]),
        *((name, [e.regions[name] for e in columns]) for name in first.regions),
        *((axis, [e.axes[axis] for e in columns]) for axis in first.axes),
    ]
    shared = [name for name in first.channels if all(name in e.channels for e in columns)]
    channels = [(name, [e.channels[name] for e in columns]) for name in shared]
    return "\n".join(
        [
            f"{first.frames} frames of {first.clips} clips; share of motion explained (R2)",
            "",
            *_lines("part", columns, rows),
            "",
            "R2 that is lost when a channel is held still",
            "",
            *_lines("channel", columns, channels),
        ]
    )


def _lines(
    title: str, columns: Sequence[Evaluation], rows: Sequence[tuple[str, list[float]]]
) -> list[str]:
    heads = [title, *(e.name for e in columns)] + ["difference"] * (len(columns) == 2)
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for name, values in rows:
        cells = [f"{value:.4f}" for value in values]
        cells += [f"{values[1] - values[0]:+.4f}"] if len(values) == 2 else []
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines
