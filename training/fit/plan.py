"""Between the passes: the reference, the frames that stay, and the fold of each group."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from blendshape_face.data.alignment.similarities import similarities
from blendshape_face.data.model import FaceModel

from ..errors import TrainingError
from ..frames.shards import Shard
from .alignment import anchors_of, sum_transformed, worst_residuals
from .folds import deal_folds, number_groups
from .index import ShardIndex
from .reference import Reference, generalized_procrustes, make_symmetric, total, turn_to
from .settings import Settings

NEUTRAL_SHARE = 0.05
"""The frames that count as neutral: those with the least expression."""

_BLOCK = 4096
"""Frames aligned at once, by their anchors alone: 1 MB of them."""
_PLANNED = (
    "stamp",
    "digest",
    "frames",
    "incomplete",
    "turned",
    "groups",
    "codes",
    "low",
    "high",
)
"""The fields of an index that are small enough to have in memory for all shards at once."""


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
        """Step 6: the number of frames (folds,) of each fold."""
        # The numbers of a shard's frames, so that a group counts as often as it has frames.
        folds = [self.fold_of[groups] for groups in self.groups]
        return np.bincount(np.concatenate(folds))

    def job(self, number: int) -> Job:
        """Step 5: the frames of a shard that are fitted, read from its index and transforms."""
        index = ShardIndex.load(
            self.files[number],
            "rows",
            "frames",
            "expression",
        )
        kept = self.kept[number]
        groups = self.groups[number]
        transforms = np.load(_transforms_path(self.files[number]))
        return Job(
            shard=self.shards[number],
            count=int(index["frames"]),
            rows=index["rows"][kept],
            transforms=transforms[kept],
            folds=self.fold_of[groups],
            groups=groups,
            neutral=index["expression"][kept] <= self.neutral_below,
        )


def make_plan(
    shards: Sequence[Shard],
    files: Sequence[Path],
    settings: Settings,
    each: Callable,
) -> Plan:
    """Steps 2, 3 and 4, and the folds of step 6: what the pass over the meshes needs to know.

    files: the shards' indices, beside which the transforms of all frames are written.
    each: a map that may use several threads. Raises TrainingError.
    """
    indices = [ShardIndex.load(file, *_PLANNED) for file in files]
    counts = _count_frames(indices)
    # Group codes are there for frames that passed step 1 alone.
    passed = sum(len(index["codes"]) for index in indices)
    if not passed:
        raise TrainingError(f"of {counts['frames']} frames none is complete and facing the camera")

    found = _find_reference(files, passed, each)
    reference = _orient(found.anchors, settings)
    # GPA leaves no transforms to the turned reference: all frames are aligned once more.
    worst = list(each(partial(_align_shard, reference), files))
    threshold = _largest_residual(worst, settings.drop)
    kept = [residuals <= threshold for residuals in worst]

    groups, frames_of = number_groups(indices, kept)
    used = int(frames_of.sum())
    counts["outliers"] = passed - used
    counts["used"] = used
    counts["groups"] = len(frames_of)
    counts["shards"] = len(shards)
    return Plan(
        shards=shards,
        files=files,
        found=found,
        reference=reference,
        threshold=threshold,
        kept=kept,
        groups=groups,
        fold_of=deal_folds(frames_of, settings.folds),
        # Those that cannot be closed when their first shard is done.
        spans=_count_shards(groups, len(frames_of)) > 1,
        neutral_below=_neutral_limit(files, kept),
        # Of all frames that passed, outliers too: they only say where histograms have their bins.
        low=np.min([index["low"] for index in indices], axis=0),
        high=np.max([index["high"] for index in indices], axis=0),
        counts=counts,
        fingerprint=_fingerprint(indices),
        stamps=[str(index["stamp"]) for index in indices],
    )


def _count_frames(indices: Sequence[dict[str, np.ndarray]]) -> dict[str, int]:
    """All frames, and those that did not pass step 1, over all shards."""
    counts = {}
    for key in ("frames", "incomplete", "turned"):
        counts[key] = sum(int(index[key]) for index in indices)
    return counts


def _find_reference(
    files: Sequence[Path],
    frames: int,
    each: Callable,
) -> Reference:
    """Step 2, over the anchors of all shards; `frames` is their number."""

    def sum_aligned(reference: np.ndarray) -> np.ndarray:
        """(12, 3), the sum over all frames. Shards are added in order, so it is always the same."""
        return total(each(partial(_sum_aligned, reference), files))

    all_anchors = map(_anchors, files)
    first_with_frames = next(anchors for anchors in all_anchors if len(anchors))
    return generalized_procrustes(first_with_frames[0], frames, sum_aligned)


def _orient(
    anchors: np.ndarray,
    settings: Settings,
) -> np.ndarray:
    """Step 3, as far as the settings want it, for a reference (12, 3)."""
    # A face that stays as the first frame had it looks anywhere.
    if settings.canonical:
        canonical = FaceModel.load(settings.canonical)
        anchors = turn_to(anchors, anchors_of(canonical))
    if settings.mirror:
        anchors = make_symmetric(anchors)
    return anchors


def _largest_residual(
    worst: Sequence[np.ndarray],
    drop: float,
) -> float:
    """The residual that a share of all frames exceeds. worst: by shard, (k,)."""
    of_all_frames = np.concatenate(worst)
    return float(np.quantile(of_all_frames, 1 - drop))


def _count_shards(
    groups: Sequence[np.ndarray],
    count: int,
) -> np.ndarray:
    """In how many shards each of `count` groups has frames, (G,)."""
    # Once for each shard, however many frames a group has in it.
    in_shards = (np.unique(numbers) for numbers in groups)
    return total(np.bincount(numbers, minlength=count) for numbers in in_shards)


def _neutral_limit(
    files: Sequence[Path],
    kept: Sequence[np.ndarray],
) -> float:
    """The expression up to which a frame is among the NEUTRAL_SHARE with the least of it."""
    # One number a frame is little enough to take the quantile of all.
    expressions = []
    for file, keep in zip(files, kept, strict=True):
        expression = ShardIndex.load(file, "expression")["expression"]
        expressions.append(expression[keep])
    all_expressions = np.concatenate(expressions)
    return float(np.quantile(all_expressions, NEUTRAL_SHARE))


def _fingerprint(indices: Sequence[dict[str, np.ndarray]]) -> str:
    """Of all that was read of all shards, in hexadecimal."""
    # Not of the files: the same frames elsewhere, or stored otherwise, make the same model.
    digests = [str(index["digest"]) for index in indices]
    joined = "".join(digests)
    return hashlib.sha256(joined.encode()).hexdigest()


def _anchors(file: Path) -> np.ndarray:
    """The anchors (k, 12, 3) of the indexed frames of a shard, in its units."""
    return ShardIndex.load(file, "anchors")["anchors"]


def _anchor_blocks(file: Path) -> list[np.ndarray]:
    """The same in blocks of at most _BLOCK frames; none for a shard without frames."""
    anchors = _anchors(file)
    starts = range(0, len(anchors), _BLOCK)
    return [anchors[start : start + _BLOCK] for start in starts]


def _sum_aligned(
    reference: np.ndarray,
    file: Path,
) -> np.ndarray:
    """The sum (12, 3) over a shard's frames of their anchors, aligned to a reference (12, 3)."""
    sums = []
    for anchors in _anchor_blocks(file):
        transforms = similarities(anchors, reference)
        sums.append(sum_transformed(anchors, transforms))
    if not sums:
        return np.zeros_like(reference)
    return np.sum(sums, axis=0)


def _align_shard(
    reference: np.ndarray,
    file: Path,
) -> np.ndarray:
    """The worst residual (k,) of each frame of a shard, in the units of the reference (12, 3).

    The transforms (k, 3, 4) go into a file of their own: in memory they would be 96 bytes a frame.
    """
    # What is empty at the start gives a shard without frames its shape.
    all_transforms = [np.empty((0, 3, 4))]
    all_worst = [np.empty(0)]
    for anchors in _anchor_blocks(file):
        transforms = similarities(anchors, reference)
        all_transforms.append(transforms)
        all_worst.append(worst_residuals(anchors, transforms, reference))
    np.save(_transforms_path(file), np.concatenate(all_transforms))
    return np.concatenate(all_worst)


def _transforms_path(file: Path) -> Path:
    return file.with_suffix(".transforms.npy")
