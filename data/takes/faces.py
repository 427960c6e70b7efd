"""Whose face a row is, in recordings with several faces in one frame."""

from collections.abc import Callable, Sequence

import numpy as np

from .cells import CellParser, is_missing, is_number
from .named_columns import find_column

_UNNAMED = "unnamed"
"""Label of rows without a name in a file that names some."""
_FACE_NAMES = frozenset(
    {
        *("face", "faceid", "faceindex", "faceidx", "facenumber", "faceno", "facenr"),
        *("person", "personid", "personindex", "identity", "trackid", "subjectid", "peopleid"),
    }
)
"""Names of columns, as is_named wants them."""
_SCORE_NAMES = frozenset(
    {
        *("facescore", "score", "confidence", "faceconfidence", "detectionconfidence"),
        *("detectionscore", "facedetectionscore", "presence", "facepresence"),
    }
)
"""Likewise, of how sure a detector was."""
DOUBTFUL = 0.7
"""Share of the surest face's score below which a detection is most likely no face."""
_REACH = 1.0
"""Sizes of a face that it goes from one frame to the next at most, where there are others."""


def numbering(numbers: dict[str, float]) -> Callable[[str], float]:
    """A cell parser that numbers the texts it meets, from 0, into `numbers`; empty cells are
    missing.
    """

    def parse(cell: str) -> float:
        text = cell.strip()
        if is_missing(text):
            raise ValueError("an identity")
        following = float(len(numbers))
        return numbers.setdefault(text, following)

    return parse


class FaceColumn:
    """The column that tells people apart, by numbers or names; columns: it, as a list, which is
    empty without one.

    parsers: for the sheet to read it with.
    """

    def __init__(self, header: Sequence[str]) -> None:
        self.columns = find_column(header, _FACE_NAMES)
        self._texts: dict[str, float] = {}
        self.parsers = dict.fromkeys(self.columns, CellParser(numbering(self._texts)))

    def labels(self, numbers: np.ndarray, frames: np.ndarray) -> np.ndarray:
        """A label for each row, (n,) of texts: `face 1` by a number, else the name; numbers (n, 1)
        as they were read, or (n, 0), and the rows' frames (n,).

        Where a tracker never saw two in one frame its numbers only say that it lost the face and
        found it again: then all rows are one face.
        """
        is_alone = len(np.unique(frames)) == len(frames)
        if is_alone or not self._texts:
            return np.full(len(frames), "face 0", dtype=object)
        named = [f"face {float(text):g}" if is_number(text) else text for text in self._texts]
        return label_by_name(numbers[:, 0], named)


def label_by_name(identities: np.ndarray, named: Sequence[str]) -> np.ndarray:
    """A label for each row, (n,) of texts: its name; identities: (n,) indices into `named`, NaN
    where missing.
    """
    # Texts as objects: arrays of NumPy's own texts have as many characters as the longest.
    labels = np.array([*named, _UNNAMED], dtype=object)
    index = np.where(np.isfinite(identities), identities, len(named))
    return labels[index.astype(int)]


def label_by_place(
    frames: np.ndarray,
    places: np.ndarray,
    sizes: np.ndarray | None = None,
) -> np.ndarray:
    """A label for each row, (n,) of texts, `face 0`, `face 1` .. from the lowest place on: each
    face goes on from where it was before.

    frames: (n,) numbers of frames, in any order; places: (n, k) where faces are, such as x and y of
    their corners, NaN where there is none. sizes: (n,) of the faces, in the same unit; what appears
    further away than its size is somebody else. Without them that is told by the number of faces in
    a frame alone.
    """
    tracks = _follow(frames, places, sizes)
    count = int(tracks.max(initial=0)) + 1
    first_place = np.nan_to_num(places[:, 0])
    means = np.bincount(tracks, first_place) / np.maximum(np.bincount(tracks), 1)
    rank = np.empty(count, int)
    rank[np.argsort(means, kind="stable")] = np.arange(count)
    texts = [f"face {number}" for number in range(count)]
    return np.array(texts, dtype=object)[rank[tracks]]


def _follow(
    frames: np.ndarray,
    places: np.ndarray,
    sizes: np.ndarray | None,
) -> np.ndarray:
    """(n,) int which of the faces each row is, numbered as they come up."""
    order = np.argsort(frames, kind="stable")
    starts = np.flatnonzero(_starts_frame(frames[order]))
    tracks = np.zeros(len(frames), int)
    if len(starts) == len(frames):
        # Never two at a time: one face, wherever it is.
        return tracks
    known: list[np.ndarray] = []
    for rows in np.split(order, starts[1:]):
        here = places[rows]
        reach = np.inf if sizes is None else _REACH * sizes[rows]
        found = match_places(np.array(known), here, reach) if known else np.full(len(rows), -1)
        for row, track, place in zip(rows, found, here, strict=True):
            if not np.isfinite(place).all():
                # No face at all: a gap of the first one's.
                continue
            if track < 0:
                track = len(known)
                known.append(place)
            known[track] = place
            tracks[row] = track
    return tracks


def match_places(
    known: np.ndarray,
    here: np.ndarray,
    reach: np.ndarray | float,
) -> np.ndarray:
    """(m,) int index of the known place (t, k) that is each one's of here (m, k), the nearest pairs
    first; -1 where none is within reach, (m,) or one number for all.

    >>> match_places(np.array([[0.0], [9.0]]), np.array([[8.0], [30.0]]), 5.0).tolist()
    [1, -1]
    """
    apart = np.linalg.norm(known[:, None] - here, axis=2)
    apart[~(apart <= reach)] = np.inf
    found = np.full(len(here), -1)
    for _ in range(min(apart.shape)):
        track, row = np.unravel_index(np.argmin(apart), apart.shape)
        if np.isinf(apart[track, row]):
            break
        found[row] = track
        apart[track] = np.inf
        apart[:, row] = np.inf
    return found


def find_score(header: Sequence[str]) -> list[int]:
    """The column of how sure a detector was of faces, as a list, which is empty without one."""
    return find_column(header, _SCORE_NAMES)


def count_labels(
    labels: np.ndarray,
    sizes: np.ndarray,
    scores: np.ndarray | None = None,
) -> dict[str, int]:
    """Label -> number of its rows, of labels (n,): the most seen first, and of those seen as often
    the largest by sizes (n,); where these are even too in alphabetical order, so that the same
    file always lists its faces alike.

    scores: (n,) of the detector, NaN where it does not tell. What has far lower ones than the
    surest is most likely no face, and comes last, however often it was seen.
    """
    found, index, counts = np.unique(labels, return_inverse=True, return_counts=True)
    index = index.ravel()
    means = np.bincount(index, np.nan_to_num(sizes)) / counts
    sure = np.ones(len(found))
    if scores is not None:
        sure = np.bincount(index, np.nan_to_num(scores, nan=1.0)) / counts
    is_doubtful = sure < DOUBTFUL * sure.max(initial=0)
    order = np.lexsort((np.arange(len(found)), -means, -counts, is_doubtful))
    return {str(found[place]): int(counts[place]) for place in order}


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


def _starts_frame(ordered: np.ndarray) -> np.ndarray:
    """Whether a row is the first of its frame, (n,) bool, for frames (n,) in order."""
    is_first = np.ones(len(ordered), bool)
    followers = ordered[1:]
    is_first[1:] = followers != ordered[:-1]
    return is_first
