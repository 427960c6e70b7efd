"""What keys of JSON's frames say of a whole row, as columns of a table do: the recording, and the
person where each face is a frame of its own.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .cells import is_missing
from .clocks import Rate, file_rate
from .faces import FaceColumn
from .recordings import RecordingColumn, Recordings


def without_heading(records: Sequence[Any], is_frame: Callable[[Any], Any]) -> Sequence[Any]:
    """Records from the first frame on, or from one before it in which the face was lost: what tells
    of the whole recording shares no key with its frames.
    """
    first = next((record for record in records if is_frame(record)), None)
    if not isinstance(first, dict):
        return records
    for number, record in enumerate(records):
        is_other = isinstance(record, dict) and record and not record.keys() & first.keys()
        if not is_other:
            return records[number:]
    return records


def heading_rate(content: Any, frames: Sequence[Any]) -> Rate | None:
    """The rate that is told above the frames of a list of records, None for other documents."""
    if not isinstance(content, list):
        return None
    heading = content[: len(content) - len(frames)]
    return next(filter(None, map(file_rate, heading)), None)


def label_by_key(frames: Sequence[Any], times: np.ndarray) -> np.ndarray | None:
    """A label for each frame, (n,) of texts, by the key that tells people apart; None without one,
    and where no two frames share one of the times (n,).
    """
    column = FaceColumn(_keys(frames))
    if not column.columns or len(np.unique(times)) == len(times):
        return None
    return column.labels(_columns(frames, column), times)


def recordings_by_key(frames: Sequence[Any], times: np.ndarray) -> Recordings:
    """The recordings of n frames with these times (n,)."""
    column = RecordingColumn(_keys(frames))
    return column.find(_columns(frames, column), times)


def used_keys(frames: Sequence[Any]) -> set[str]:
    """The keys that tell recordings and people apart."""
    keys = _keys(frames)
    columns = (*FaceColumn(keys).columns, *RecordingColumn(keys).columns)
    return {keys[index] for index in columns}


def _keys(frames: Sequence[Any]) -> list[str]:
    """Those of the first frame."""
    return list(frames[0]) if frames and isinstance(frames[0], dict) else []


def _columns(frames: Sequence[Any], column: FaceColumn | RecordingColumn) -> np.ndarray:
    """What stands under a column's key in each frame, as a sheet gives it: (n, 1), or (n, 0)
    without such a key.
    """
    keys = _keys(frames)
    numbers = np.empty((len(frames), len(column.columns)))
    for place, index in enumerate(column.columns):
        numbers[:, place] = _numbers(frames, keys[index], column.parsers[index].one)
    return numbers


def _numbers(frames: Sequence[Any], key: str, read: Callable[[str], float]) -> np.ndarray:
    """What stands under a key of each frame as numbers (n,), NaN where nothing does."""
    found = np.full(len(frames), np.nan)
    for index, frame in enumerate(frames):
        value = frame.get(key) if isinstance(frame, dict) else None
        if isinstance(value, (str, int, float)) and not is_missing(str(value)):
            found[index] = read(str(value))
    return found
