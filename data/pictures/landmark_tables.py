"""All faces in a table of landmarks: a point a row, or a face a row as py-feat writes it."""

from pathlib import PureWindowsPath
from typing import NamedTuple
from zlib import crc32

import numpy as np

from ..anatomy.topology import LANDMARKS
from ..errors import TakeError
from ..takes.cells import CellParser
from ..takes.sheet import Sheet
from ..takes.source import TakeFile
from .landmark_counts import COUNTS, TRACK_AGAIN, wrong_count

_WIDE = (
    ("mesh_x_{}", "mesh_y_{}"),
    ("x_{}", "y_{}"),
)
"""py-feat's columns: Detectorv2 keeps x_0 to x_67 for dlib's landmarks."""
_INDEX = ("index", "landmark", "landmark_index", "landmark_id", "id")
_FACE = ("face", "face_index", "face_id", "face_idx")
"""Columns of a table of points, in lower case, of which the first that is there counts."""
_FRAME_SIZE = ("framewidth", "frameheight")


class Picture(NamedTuple):
    """What landmarks are wanted for. name: its file's. width, height: pixels."""

    name: str
    width: int
    height: int


def faces_of_table(file: TakeFile, picture: Picture) -> list[np.ndarray]:
    """The faces of a file, (478 or 468, 2) each, in its own unit. Raises TakeError."""
    sheet = file.sheet()
    for x_and_y in _WIDE:
        for count in COUNTS:
            columns = sheet.find_all(_wide_keys(x_and_y, count))
            if columns:
                return _faces_by_row(sheet, columns, picture)
    columns = sheet.find_all(("x", "y"))
    if columns:
        return _faces_by_points(sheet, columns)
    if "x_0" in sheet.keys:
        count = sum(f"x_{index}" in sheet.keys for index in range(LANDMARKS))
        raise TakeError(f"{file.path.name}, row 1: {wrong_count(count)}")
    raise TakeError(
        f"{file.path.name}, row 1: has no columns of landmarks, neither x and y nor x_0, y_0 to "
        f"x_477, y_477; {TRACK_AGAIN}"
    )


def _wide_keys(x_and_y: tuple[str, str], count: int) -> list[str]:
    """Columns of x of all landmarks, then of y: x_0, x_1 .. y_0, y_1 .."""
    keys = []
    for pattern in x_and_y:
        keys += [pattern.format(index) for index in range(count)]
    return keys


def _faces_by_row(
    sheet: Sheet,
    columns: list[int],
    picture: Picture,
) -> list[np.ndarray]:
    """A face a row, in pixels of the frame whose size the file tells.

    columns: those of x, then those of y. Raises TakeError unless the rows are of the picture.
    """
    frame = sheet.find("frame")
    source = sheet.find("input")
    size_columns = sheet.find_all(_FRAME_SIZE) or []
    tells_apart = [column for column in (frame, source) if column is not None]
    parsers = {} if source is None else {source: CellParser(_number_of_file)}
    wanted = [*columns, *size_columns, *tells_apart]
    _, cells = sheet.read([], wanted, parsers, extra_cell=True)

    # Of several pictures the rows of this one; without its name, only one picture is clear.
    count = len(columns)
    after_size = count + len(size_columns)
    is_of_picture = cells[:, -1] == crc32(picture.name.encode())
    if source is not None and is_of_picture.any():
        cells = cells[is_of_picture]
    elif _are_several(cells[:, after_size:]):
        raise TakeError(
            f"{sheet.path.name}: is of several pictures or a film, and its column input does "
            f"not name {picture.name}; {TRACK_AGAIN} alone"
        )

    # py-feat writes rows of empty cells where it found no face.
    has_face = np.isfinite(cells[:, :count]).all(axis=1)
    cells = cells[has_face]
    x_and_y = cells[:, :count].reshape(len(cells), 2, count // 2)
    faces = x_and_y.swapaxes(1, 2)
    if size_columns and len(cells):
        # The tracker may have worked on the picture in another size.
        frame_size = cells[:, None, count:after_size]
        enlargement = np.divide((picture.width, picture.height), frame_size)
        faces = faces * enlargement
    return list(faces)


def _number_of_file(cell: str) -> float:
    """A file's name as a number, which is all that a table's cells become.

    py-feat writes whole paths, of any system: Windows' rules part those of the others as well.
    """
    return float(crc32(PureWindowsPath(cell).name.encode()))


def _are_several(cells: np.ndarray) -> bool:
    """Whether a column of (n, m) has more than one value, NaN left out."""
    for column in cells.T:
        known = column[np.isfinite(column)]
        if len(np.unique(known)) > 1:
            return True
    return False


def _faces_by_points(sheet: Sheet, columns: list[int]) -> list[np.ndarray]:
    """Faces (478 or 468, 2) of a point a row, in the order of an index if there is one.

    columns: of x and y.

    Raises TakeError for a face with too many landmarks or too few, or without a coordinate.
    """
    index = sheet.find(*_INDEX)
    face = sheet.find(*_FACE)
    tells_apart = [column for column in (index, face) if column is not None]
    _, cells = sheet.read([], [*columns, *tells_apart])
    labels = np.zeros(len(cells))
    if face is not None:
        labels = cells[:, -1]
    faces = []
    # In the order in which they first occur.
    for label in dict.fromkeys(labels.tolist()):
        rows = cells[labels == label]
        if len(rows) not in COUNTS:
            raise TakeError(f"{sheet.path.name}: {wrong_count(len(rows))}")
        if index is not None:
            where = f"{sheet.path.name}, column {sheet.header[index]}"
            rows = _in_order(rows, where)
        points = rows[:, :2]
        if not np.isfinite(points).all():
            raise TakeError(f"{sheet.path.name}: a landmark lacks its x or y; {TRACK_AGAIN}")
        faces.append(points)
    return faces


def _in_order(rows: np.ndarray, where: str) -> np.ndarray:
    """Rows (n, 3 or more) of x, y, index, sorted by the last. Raises TakeError unless it is 0 to
    n - 1.
    """
    order = np.argsort(rows[:, 2], kind="stable")
    ordered = rows[order]
    expected = np.arange(len(rows))
    if not np.array_equal(ordered[:, 2], expected):
        raise TakeError(f"{where}: must number the landmarks from 0 to {len(rows) - 1}, each once")
    return ordered
