"""Whose face a row is, in tables with several faces in one frame."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

_UNNAMED = "unnamed"
"""Label of rows without a name in a file that names some."""


def label_rows(
    frames: np.ndarray,
    identities: np.ndarray | None,
    named: Sequence[str],
) -> np.ndarray:
    """A label for each row, (n,) of texts: its name where the file has any, else `face 0`,
    `face 1` .. by the order of the rows of one frame.

    frames: (n,) numbers of frames; identities: (n,) indices into `named`, NaN where missing.
    """
    if identities is None or not np.isfinite(identities).any():
        ranks = _ranks_in_frames(frames)
        texts = [f"face {rank}" for rank in ranks]
        return np.array(texts, dtype=object)
    # Texts as objects: arrays of NumPy's own texts have as many characters as the longest.
    labels = np.array([*named, _UNNAMED], dtype=object)
    unnamed = len(named)
    is_named = np.isfinite(identities)
    index = np.where(is_named, identities, unnamed)
    return labels[index.astype(int)]


def count_labels(labels: np.ndarray) -> dict[str, int]:
    """Label -> number of its rows, of labels (n,): the most seen first, and where they are even in
    alphabetical order, so that the same file always lists its faces alike.
    """
    counts = Counter(labels.tolist())
    in_alphabet = sorted(counts)
    most_seen_first = sorted(in_alphabet, key=counts.__getitem__, reverse=True)
    return {label: counts[label] for label in most_seen_first}


def rows_of_label(
    labels: np.ndarray,
    frames: np.ndarray,
    label: str,
) -> np.ndarray:
    """Indices (m,) of one face's rows, in the order of frames, of labels and frames (n,)."""
    # A stable sort keeps rows of one frame in the order of the file.
    order = np.argsort(frames, kind="stable")
    is_wanted = labels[order] == label
    return order[is_wanted]


def rows_of_largest(frames: np.ndarray, areas: np.ndarray) -> np.ndarray:
    """Indices of the rows to keep, one a frame, in the order of the frames; both (n,), areas in
    square pixels.

    >>> rows_of_largest(np.array([1.0, 0.0, 1.0]), np.array([9.0, 4.0, 16.0])).tolist()
    [1, 2]
    """
    # By frames, and within one by areas: the last key counts most.
    order = np.lexsort((-areas, frames))
    is_first = _starts_frame(frames[order])
    return order[is_first]


def _ranks_in_frames(frames: np.ndarray) -> np.ndarray:
    """How many rows of the same frame come before each, (n,) int, for frames (n,) in any order.

    >>> _ranks_in_frames(np.array([0.0, 0.0, 1.0, 0.0])).tolist()
    [0, 1, 0, 2]
    """
    count = len(frames)
    order = np.argsort(frames, kind="stable")
    # For the frames 0 0 0 1 of the example the first of a frame are at 0 and 3, and a row's own
    # first is at 0 0 0 3.
    is_first = _starts_frame(frames[order])
    firsts = np.flatnonzero(is_first)
    frame_index = np.cumsum(is_first) - 1
    own_first = firsts[frame_index]
    ranks = np.empty(count, int)
    ranks[order] = np.arange(count) - own_first
    return ranks


def _starts_frame(ordered: np.ndarray) -> np.ndarray:
    """Whether a row is the first of its frame, (n,) bool, for frames (n,) in order."""
    is_first = np.ones(len(ordered), bool)
    followers = ordered[1:]
    is_first[1:] = followers != ordered[:-1]
    return is_first
