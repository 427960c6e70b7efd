"""Groups by number over all shards, and the fold of each: a group is a video or a person."""

from collections.abc import Sequence

import numpy as np

from ..errors import TrainingError
from .reference import total


def number_groups(
    indices: Sequence[dict[str, np.ndarray]],
    kept: Sequence[np.ndarray],
) -> tuple[list[np.ndarray], np.ndarray]:
    """Step 6: by shard the number of each frame's group, in the order of the names.

    indices: by shard, `groups` and `codes` of its index. kept: by shard, (k,) bool.
    Returns those numbers, for the kept frames alone, and the frames (G,) of each group. Groups
    without a frame that is kept have no number.
    """
    names_by_shard = [index["groups"] for index in indices]
    names = np.unique(np.concatenate(names_by_shard))
    places = []
    for index, keep in zip(indices, kept, strict=True):
        # Where some shards have numbers and others texts, all names have become texts.
        names_of_shard = index["groups"].astype(names.dtype)
        place_of_code = np.searchsorted(names, names_of_shard)
        codes = index["codes"][keep]
        places.append(place_of_code[codes])
    frames_of = total(np.bincount(place, minlength=len(names)) for place in places)
    # Numbers without gaps: of [3, 0, 2] frames the numbers are [0, -, 1].
    has_frames = frames_of > 0
    number_of_place = np.cumsum(has_frames) - 1
    number_of_place = number_of_place.astype(np.int32)
    numbers = [number_of_place[place] for place in places]
    return numbers, frames_of[has_frames]


def deal_folds(
    counts: np.ndarray,
    folds: int,
) -> np.ndarray:
    """Step 6: the fold (G,) of each group by its number of frames (G,), int16.

    As scikit-learn's GroupKFold deals them: the largest group first, each to the fold with the
    fewest frames. Raises TrainingError for fewer groups than folds.
    """
    if len(counts) < folds:
        raise TrainingError(f"{len(counts)} groups are too few for {folds} folds; give fewer folds")
    frames_of_folds = np.zeros(folds, np.int64)
    fold_of = np.empty(len(counts), np.int16)
    # Reversed after a stable sort, as there: of two groups of one size the later one comes first.
    largest_first = np.argsort(counts, kind="stable")[::-1]
    for group in largest_first:
        lightest = frames_of_folds.argmin()
        fold_of[group] = lightest
        frames_of_folds[lightest] += counts[group]
    return fold_of
