"""py-feat "Fex" CSV: Detectorv2, and older detectors with action units only."""

import numpy as np

from ..errors import TakeError
from .sheet import Sheet
from .take import Take, make_take

TITLE = "py-feat"

HEAD = ("pitch", "yaw", "roll")
"""Radians, with the signs of Take.head."""


def matches(sheet: Sheet) -> bool:
    return "facescore" in sheet.keys or {"input", "frame", "au01"} <= set(sheet.keys)


def read(sheet: Sheet, fps: float) -> Take:
    """The clock is the index of the video's frame at `fps`: the file itself knows no rate.

    Of several faces in one frame the largest is taken.
    """
    channels = sheet.channels()
    if not channels:
        raise TakeError(
            f"{sheet.path.name}, row 1: has no blendshape or action unit column; "
            "run py-feat's Detectorv2, which writes both"
        )
    head_columns = [sheet.keys.index(key) for key in HEAD if key in sheet.keys]
    frame_column = sheet.find("frame")
    size_columns = [sheet.find(key) for key in ("facerectwidth", "facerectheight")]
    extra = [index for index in (frame_column, *size_columns) if index is not None]
    numbers = sheet.read([*channels.values(), *head_columns, *extra], extra_cell=True)
    values = numbers[:, : len(channels)]
    head = numbers[:, len(channels) : len(channels) + 3] if len(head_columns) == 3 else None
    rest = numbers[:, len(channels) + len(head_columns) :]
    frames = rest[:, 0] if frame_column is not None else np.arange(len(rest), dtype=np.float64)
    area = (
        np.nan_to_num(rest[:, -2:].prod(axis=1))
        if None not in size_columns
        else np.zeros(len(rest))
    )

    notes = [f"{fps:g} fps assumed, py-feat files name none"]
    kept = _largest_face(frames, area)
    if others := len(frames) - len(kept):
        notes.append(f"{others} rows of smaller faces left out")
    steps = np.diff(frames[kept])
    step = float(np.median(steps)) if len(steps) else 1.0
    return make_take(
        sheet.path,
        TITLE,
        list(channels),
        frames[kept] / fps,
        values[kept],
        None if head is None else head[kept],
        fps / max(step, 1.0),
        notes,
    )


def _largest_face(frames: np.ndarray, area: np.ndarray) -> np.ndarray:
    """Indices of the rows to keep, one a frame, in the order of the frames."""
    order = np.lexsort((-area, frames))
    first = np.ones(len(order), bool)
    first[1:] = np.diff(frames[order]) != 0
    return order[first]
