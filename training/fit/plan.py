"""Between the passes: the reference, the frames that stay, and the fold of each group."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from blendshape_face.data.model import FaceModel

from ..errors import TrainingError
from ..frames.shards import Shard
from .alignment import (
    Reference,
    anchors_of,
    generalised_procrustes,
    made_symmetric,
    similarities,
    sum_transformed,
    total,
    turned_to,
    worst_residuals,
)
from .index import ShardIndex
from .settings import Settings

NEUTRAL_SHARE = 0.05
"""The frames that count as neutral: those with the least expression."""

_BLOCK = 4096


@dataclass(frozen=True)
class Job:
    """The frames of a shard that are fitted, k of `count`.

    rows: (k,) places in the shard. transforms: (k, 3, 4), to the reference. folds: (k,).
    groups: (k,) numbers of groups over all shards. neutral: (k,) bool.
    """

    shard: Shard
    count: int
    rows: np.ndarray
    transforms: np.ndarray
    folds: np.ndarray
    groups: np.ndarray
    neutral: np.ndarray


@dataclass(frozen=True)
class Plan:
    """
    found: the reference as GPA leaves it. reference: (12, 3), turned, and symmetric if asked.
    threshold: the largest anchor residual that stays.
    kept, groups: by shard, which of the indexed frames are left, and the numbers of their groups.
    fold_of, spans: (G,) the fold of each group, and whether it has frames in several shards.
    neutral_below: the expression up to which a frame counts as neutral.
    low, high: (F + 3,) the range of each feature and angle.
    counts: of frames, for the record. fingerprint: of all features, angles, groups and anchors.
    stamps: of the files.
    """

    shards: Sequence[Shard]
    files: Sequence[Path]
    found: Reference
    reference: np.ndarray
    threshold: float
    kept: Sequence[np.ndarray]
    groups: Sequence[np.ndarray]
    fold_of: np.ndarray
    spans: np.ndarray
    neutral_below: float
    low: np.ndarray
    high: np.ndarray
    counts: dict[str, int]
    fingerprint: str
    stamps: Sequence[str]

    @property
    def frames_of_folds(self) -> np.ndarray:
        return np.bincount(np.concatenate([self.fold_of[groups] for groups in self.groups]))

    def job(self, number: int) -> Job:
        index = ShardIndex.load(self.files[number], "rows", "frames", "expression")
        kept, groups = self.kept[number], self.groups[number]
        return Job(
            shard=self.shards[number],
            count=int(index["frames"]),
            rows=index["rows"][kept],
            transforms=np.load(_transforms_path(self.files[number]))[kept],
            folds=self.fold_of[groups],
            groups=groups,
            neutral=index["expression"][kept] <= self.neutral_below,
        )


def make_plan(
    shards: Sequence[Shard], files: Sequence[Path], settings: Settings, each: Callable
) -> Plan:
    """From the index files of the shards; `each` is a map that may use several threads."""
    indices = [
        ShardIndex.load(
            f, "stamp", "digest", "frames", "incomplete", "turned", "groups", "codes", "low", "high"
        )
        for f in files
    ]
    counts = {key: sum(int(i[key]) for i in indices) for key in ("frames", "incomplete", "turned")}
    passed = sum(len(index["codes"]) for index in indices)
    if not passed:
        raise TrainingError(f"of {counts['frames']} frames none is complete and facing the camera")
    found = generalised_procrustes(
        next(anchors for f in files if len(anchors := _anchors(f)))[0],
        passed,
        lambda anchors: total(each(partial(_sum_aligned, anchors), files)),
    )
    reference = _oriented(found.anchors, settings)
    worst = list(each(partial(_aligned, reference), files))
    threshold = float(np.quantile(np.concatenate(worst), 1 - settings.drop))
    kept = [w <= threshold for w in worst]
    groups, frames_of = _numbered_groups(indices, kept)
    shards_of = total(np.bincount(np.unique(g), minlength=len(frames_of)) for g in groups)
    expression = [
        ShardIndex.load(f, "expression")["expression"][k] for f, k in zip(files, kept, strict=True)
    ]
    left = int(frames_of.sum())
    counts |= {"outliers": passed - left, "used": left}
    counts |= {"groups": len(frames_of), "shards": len(shards)}
    return Plan(
        shards=shards,
        files=files,
        found=found,
        reference=reference,
        threshold=threshold,
        kept=kept,
        groups=groups,
        fold_of=balanced_folds(frames_of, settings.folds),
        spans=shards_of > 1,
        neutral_below=float(np.quantile(np.concatenate(expression), NEUTRAL_SHARE)),
        low=np.min([index["low"] for index in indices], axis=0),
        high=np.max([index["high"] for index in indices], axis=0),
        counts=counts,
        fingerprint=hashlib.sha256("".join(str(i["digest"]) for i in indices).encode()).hexdigest(),
        stamps=[str(index["stamp"]) for index in indices],
    )


def _oriented(anchors: np.ndarray, settings: Settings) -> np.ndarray:
    if settings.canonical:
        anchors = turned_to(anchors, anchors_of(FaceModel.load(settings.canonical)))
    return made_symmetric(anchors) if settings.mirror else anchors


def _numbered_groups(
    indices: Sequence[dict[str, np.ndarray]], kept: Sequence[np.ndarray]
) -> tuple[list[np.ndarray], np.ndarray]:
    """By shard the number of each frame's group, in the order of the names; and their frames."""
    names = np.unique(np.concatenate([index["groups"] for index in indices]))
    groups = [
        np.searchsorted(names, index["groups"].astype(names.dtype))[index["codes"]][keep]
        for index, keep in zip(indices, kept, strict=True)
    ]
    frames_of = total(np.bincount(g, minlength=len(names)) for g in groups)
    number = (np.cumsum(frames_of > 0) - 1).astype(np.int32)
    return [number[g] for g in groups], frames_of[frames_of > 0]


def balanced_folds(counts: np.ndarray, folds: int) -> np.ndarray:
    """The fold (G,) of each group by its number of frames, as scikit-learn's GroupKFold deals them.

    The largest group first, each to the fold with the fewest frames.
    """
    if len(counts) < folds:
        raise TrainingError(f"{len(counts)} groups are too few for {folds} folds; give fewer folds")
    load, fold_of = np.zeros(folds, np.int64), np.empty(len(counts), np.int16)
    for group in np.argsort(counts, kind="stable")[::-1]:
        fold_of[group] = lightest = load.argmin()
        load[lightest] += counts[group]
    return fold_of


def _anchors(path: Path) -> np.ndarray:
    return ShardIndex.load(path, "anchors")["anchors"]


def _blocks(path: Path) -> list[np.ndarray]:
    anchors = _anchors(path)
    return [anchors[start : start + _BLOCK] for start in range(0, len(anchors), _BLOCK)]


def _sum_aligned(reference: np.ndarray, path: Path) -> np.ndarray:
    sums = [sum_transformed(b, similarities(b, reference)) for b in _blocks(path)]
    return np.sum(sums, axis=0) if sums else np.zeros_like(reference)


def _aligned(reference: np.ndarray, path: Path) -> np.ndarray:
    """The worst residual of each frame of a shard; their transforms go into a file of their own."""
    blocks = _blocks(path)
    transforms = [similarities(block, reference) for block in blocks]
    np.save(_transforms_path(path), np.concatenate([np.empty((0, 3, 4)), *transforms]))
    worst = [worst_residuals(b, t, reference) for b, t in zip(blocks, transforms, strict=True)]
    return np.concatenate([np.empty(0), *worst])


def _transforms_path(path: Path) -> Path:
    return path.with_suffix(".transforms.npy")
