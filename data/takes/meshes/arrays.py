"""Meshes in NumPy's files: an array (n, 478, 3) beside times, a rate or a picture's size."""

from collections.abc import Mapping

import numpy as np

from ...errors import TakeError
from ..arrays import are_meshes
from ..clocks import TableClock
from ..options import ReadOptions
from ..source import TakeFile
from .rows import COUNTS, MeshRows, extents, wrong_count
from .units import Measures, in_one_unit

_IN_WORLD = ("vertices", "matrices")
"""Arrays of what this extension exports: meters in Blender's axes."""
_SIZES = ("size", "image_size", "picture_size", "frame_size", "resolution")


def key_of_meshes(arrays: Mapping[str, np.ndarray]) -> str | None:
    """The name of the array that may be meshes, one of MediaPipe's before others; None without."""
    keys = [key for key, array in arrays.items() if are_meshes(array)]
    whole = [key for key in keys if arrays[key].shape[1] in COUNTS]
    return next(iter((*whole, *keys)), None)


def rows_of_arrays(file: TakeFile, key: str, options: ReadOptions) -> MeshRows:
    """The meshes of a file under a key. Raises TakeError."""
    landmarks = np.asarray(file.arrays[key], np.float64)
    count = landmarks.shape[1]
    if count not in COUNTS:
        raise wrong_count(file.name, count)
    landmarks = np.where(np.isfinite(landmarks).all(axis=(1, 2), keepdims=True), landmarks, np.nan)
    meshes = Measures(landmarks)
    if not all(name in file.arrays for name in _IN_WORLD):
        meshes = in_one_unit(landmarks, _size(file))
    clock = TableClock(file.header, options)
    times = np.empty((len(landmarks), 0))
    if clock.columns:
        _, times = file.sheet().read([], clock.columns, clock.parsers)
    file.unread[:] = []
    _, across = extents(landmarks)
    return MeshRows(
        meshes=meshes.meshes,
        clock=clock.find(times, landmarks[:, 0, :1], file),
        frames=np.arange(len(landmarks), dtype=float),
        labels=np.full(len(landmarks), "face 0", object),
        sizes=np.nan_to_num(across),
        notes=meshes.notes,
    )


def _size(file: TakeFile) -> np.ndarray | None:
    """(2,) width and height of the picture, None where it is not told. Raises TakeError."""
    for key in _SIZES:
        if key not in file.arrays:
            continue
        sizes = np.asarray(file.arrays[key]).reshape(-1, 2)
        differs = (sizes != sizes[0]).any(axis=1)
        if differs.any():
            raise TakeError(
                f"{file.name}, {key}, row {differs.argmax()}: the pictures are of several sizes; "
                "save each recording as a file of its own"
            )
        return sizes[0]
    return None
