"""Tables of several recordings, as of a folder of videos: which one each row is of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .cells import CellParser
from .faces import numbering
from .named_columns import find_column, is_named

_NAMES = frozenset(
    {
        *("input", "video", "videoid", "videoname", "videofile", "videopath", "movie"),
        *("file", "filename", "filepath", "sourcefile", "sourcevideo", "inputfile", "inputvideo"),
        *("clip", "clipid", "clipname", "recording", "recordingid", "recordingname"),
        *("take", "takeid", "takename", "session", "sessionid"),
    }
)
"""Names of columns, as is_named wants them."""
_UNNAMED = "unnamed"
"""Label of rows without a name in a table that names recordings."""
_FOLDER = re.compile(r".*[/\\]")


@dataclass(frozen=True, eq=False)
class Recordings:
    """names: of the recordings; index: (n,) int, which of them each row is of."""

    names: Sequence[str]
    index: np.ndarray

    def __len__(self) -> int:
        return len(self.names)

    def of_rows(self, rows: np.ndarray) -> "Recordings":
        """Those of the frames (m,), indices, that other rows belong to."""
        return Recordings(self.names, self.index[rows])

    def frames_apart(self, frames: np.ndarray) -> np.ndarray:
        """Numbers (n,) such that no frame of one recording has that of another, in their order."""
        if len(self) < 2:
            return frames
        known = frames[np.isfinite(frames)]
        span = np.ptp(known) + 1 if len(known) else 1
        return frames + self.index * span

    def named(self, labels: np.ndarray) -> np.ndarray:
        """Labels (n,) of faces, texts, as labels of takes: with the name of the recording, which
        alone does where it has one face.
        """
        if len(self) < 2:
            return labels
        named = np.empty(len(labels), object)
        for number, name in enumerate(self.names):
            rows = self.index == number
            of_these = labels[rows]
            is_alone = len(set(of_these)) < 2
            named[rows] = name if is_alone else [f"{name}, {label}" for label in of_these]
        return named

    def rows_beside(self, row: int) -> np.ndarray:
        """(n,) bool, the rows of the recording that a row is of."""
        return self.index == self.index[row]


def is_recording_name(name: str) -> bool:
    """Whether a column or key of this name tells recordings apart."""
    return is_named(name, _NAMES)


class RecordingColumn:
    """The column that names recordings; columns: it, as a list, which is empty without one.

    parsers: for the sheet to read it with.
    """

    def __init__(self, header: Sequence[str]) -> None:
        self.columns = find_column(header, _NAMES)
        self._texts: dict[str, float] = {}
        self.parsers = dict.fromkeys(self.columns, CellParser(numbering(self._texts)))

    def find(self, numbers: np.ndarray, frames: np.ndarray) -> Recordings:
        """The recordings of rows (n, 1) as they were read, or (n, 0), and of their frames (n,).

        Pictures, each with a name of its own, are the frames of one.
        """
        count = len(self._texts)
        one = Recordings([""], np.zeros(len(numbers), int))
        if count < 2:
            return one
        column = numbers[:, 0]
        index = np.where(np.isfinite(column), column, count).astype(int)
        pairs = np.unique(np.stack([index, frames], axis=1), axis=0)
        if len(pairs) <= len(np.unique(index)):
            return one
        texts = [*self._texts, _UNNAMED]
        return Recordings(_short(texts[: index.max() + 1]), index)


def _short(paths: Sequence[str]) -> list[str]:
    """Without folders, where they do not tell two apart.

    >>> _short(["C:\\\\ann\\\\1.mp4", "bo/2.mp4"]), _short(["ann/1.mp4", "bo/1.mp4"])
    (['1.mp4', '2.mp4'], ['ann/1.mp4', 'bo/1.mp4'])
    """
    short = [_FOLDER.sub("", path) for path in paths]
    return short if len(set(short)) == len(paths) else list(paths)
