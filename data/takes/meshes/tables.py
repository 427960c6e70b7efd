"""Meshes in tables: a column for each coordinate, a row for each face in a frame.

mesh_x_0, .. mesh_y_0, .. mesh_z_0, ..   py-feat's Detectorv2: z in widths of the rectangle
x_0,y_0,z_0,x_1, ..                      MPDetector: z in pixels of the face cut out
time, .. x0,y0,z0,x1, ..                 as this extension exports them: Blender's world
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np

from ...errors import TakeError
from ...reading_choices import FRAMES
from ...vocabularies import words_of_tracker
from ..clocks import TableClock
from ..faces import FaceColumn, label_by_place
from ..options import ReadOptions
from ..recordings import RecordingColumn
from ..sheet import Sheet
from ..source import TakeFile
from .rows import COUNTS, MeshRows, extents, wrong_count
from .units import Measures, in_one_unit

_DETECTORV2 = "mesh_{}_{}"
_PLAIN = "{}_{}"
_IN_WORLD = "{}{}"
_PATTERNS = (_DETECTORV2, _PLAIN, _IN_WORLD)
"""Of the columns, by axis and landmark; Detectorv2 has x_0 to x_67 besides, of dlib."""
_FRAME_SIZE = ("framewidth", "frameheight")
_RECTANGLE = "facerectwidth"
_CUT_OUT = 256
"""Pixels across the face that MPDetector cuts out."""
_UNITS = {"frame": FRAMES}


class MeshColumns(NamedTuple):
    """pattern: one of _PATTERNS. columns: of all x, then all y, then all z."""

    pattern: str
    columns: list[int]


def mesh_columns(keys: Sequence[str]) -> MeshColumns | None:
    """Where a table with these keys, in lower case, has its meshes; None without any."""
    places = {key: index for index, key in enumerate(keys)}
    for pattern in _PATTERNS:
        for count in COUNTS:
            columns = _columns_of(places, pattern, count)
            if columns:
                return MeshColumns(pattern, columns)
    return None


def _columns_of(places: Mapping[str, int], pattern: str, count: int) -> list[int]:
    """The columns of meshes of so many landmarks; none unless all are there."""
    if pattern.format("z", count - 1) not in places:
        return []
    names = [pattern.format(axis, index) for axis in "xyz" for index in range(count)]
    found = [places[name] for name in names if name in places]
    return found if len(found) == len(names) else []


def has_only_meshes(file: TakeFile) -> bool:
    """Whether a table has meshes and no channels."""
    if file.is_json or words_of_tracker(file.header):
        return False
    return mesh_columns(file.keys) is not None


def check_count(file: TakeFile) -> None:
    """Raises TakeError for a table with some columns of meshes but not all."""
    count = sum(key.startswith("mesh_x_") for key in file.keys)
    if count:
        raise wrong_count(file.name, count)


def rows_of_table(file: TakeFile, found: MeshColumns, options: ReadOptions) -> MeshRows:
    """The meshes of a table, whose columns are found. Raises TakeError."""
    sheet = file.sheet()
    clock = TableClock(sheet.header, options, units=_UNITS)
    recording = RecordingColumn(sheet.header)
    face = FaceColumn(sheet.header)
    sizes = sheet.find_all(_FRAME_SIZE) or []
    rectangle = [index for index in (sheet.find(_RECTANGLE),) if index is not None]
    parts = [clock.columns, recording.columns, face.columns, sizes, rectangle, found.columns]
    wanted = list(chain.from_iterable(parts))
    parsers = clock.parsers | recording.parsers | face.parsers
    _, numbers = sheet.read([], wanted, parsers, extra_cell=True)
    ends = list(accumulate(map(len, parts)))[:-1]
    times, inputs, faces, frame_sizes, widths, coordinates = np.split(numbers, ends, axis=1)
    landmarks = coordinates.reshape(len(numbers), 3, -1).swapaxes(1, 2)
    # Half a mesh is none.
    landmarks = np.where(np.isfinite(landmarks).all(axis=(1, 2), keepdims=True), landmarks, np.nan)
    meshes = _measures(sheet, found.pattern, landmarks, widths, frame_sizes)
    present = landmarks[:, 0, :1]
    frames = times[:, 0] if clock.columns else np.arange(len(numbers), dtype=float)
    recordings = recording.find(inputs, frames)
    frames = recordings.frames_apart(frames)
    centers, across = extents(landmarks)
    labels = face.labels(faces, frames)
    if not face.columns:
        labels = label_by_place(frames, centers[:, :2], across)
    return MeshRows(
        meshes=meshes.meshes,
        clock=clock.find(times, present, file),
        frames=frames,
        labels=recordings.named(labels),
        sizes=np.nan_to_num(across),
        recordings=recordings,
        notes=meshes.notes,
    )


def _measures(
    sheet: Sheet,
    pattern: str,
    landmarks: np.ndarray,
    widths: np.ndarray,
    frame_sizes: np.ndarray,
) -> Measures:
    """Landmarks (n, p, 3) in one unit. widths: (n, 1) of rectangles or (n, 0); frame_sizes: (n, 2)
    likewise. Raises TakeError for pictures of several sizes.
    """
    if pattern == _IN_WORLD:
        return Measures(landmarks)
    size = _one_size(sheet, frame_sizes)
    if not widths.shape[1]:
        return in_one_unit(landmarks, size)
    scaled = landmarks.copy()
    scaled[..., 2] *= widths if pattern == _DETECTORV2 else widths / _CUT_OUT
    return in_one_unit(scaled, size)


def _one_size(sheet: Sheet, frame_sizes: np.ndarray) -> np.ndarray | None:
    """(2,) width and height of all pictures, None where they are not told. Raises TakeError."""
    known = np.isfinite(frame_sizes).all(axis=1)
    if not frame_sizes.shape[1] or not known.any():
        return None
    rows = np.flatnonzero(known)
    first = frame_sizes[rows[0]]
    differs = (frame_sizes[rows] != first).any(axis=1)
    if differs.any():
        row = rows[differs.argmax()]
        width, height = frame_sizes[row]
        line = sheet.top.number + 1 + row
        raise TakeError(
            f"{sheet.path.name}, row {line}: is of a picture of {width:.0f} x {height:.0f} pixels, "
            f"those before are of {first[0]:.0f} x {first[1]:.0f}; save each recording as a file "
            "of its own"
        )
    return first
