"""The MediaPipe landmarks of the faces in one picture, from the files that trackers write."""

from collections.abc import Iterator
from pathlib import Path, PureWindowsPath
from typing import Any
from zlib import crc32

import numpy as np

from ..anatomy.topology import LANDMARKS, topology
from ..errors import TakeError
from ..takes.cells import CellParser
from ..takes.frames import number
from ..takes.sheet import Sheet
from ..takes.source import TakeFile

WITHOUT_IRISES = 468
"""Landmarks of MediaPipe's older Face Mesh: the same but for the irises at the end."""
LARGEST_FACE = 0
"""Choice of a face: the one that takes up most of the picture."""

_COUNTS = (LANDMARKS, WITHOUT_IRISES)
_WIDE = (("mesh_x_{}", "mesh_y_{}"), ("x_{}", "y_{}"))
"""py-feat's columns: Detectorv2 keeps x_0 to x_67 for dlib's landmarks."""
_INDEX = ("index", "landmark", "landmark_index", "landmark_id", "id")
_FACE = ("face", "face_index", "face_id", "face_idx")
_LARGEST_NORMALISED = 4.0
"""No picture is smaller than this in pixels, no normalized face lies further outside."""
_LEAST_INSIDE = 0.5

_TRACK_AGAIN = "track the picture again with MediaPipe's Face Landmarker or py-feat"


def read_landmarks(
    path: str | Path, picture: str, width: int, height: int, face: int = LARGEST_FACE
) -> np.ndarray:
    """Read one face as (478 or 468, 2) pixels: x to the right and y down from the upper left
    corner of the picture.

    Known are JSON of any nesting whose points are x, y, z lists or objects, a table of the points
    with columns x and y, and py-feat's table of one row a face. Coordinates may be pixels or
    shares of width and height.

    picture: its file's name; a py-feat file may hold many.
    face: LARGEST_FACE, or the number of a face in the file, counted from 1.
    Raises TakeError.
    """
    file = TakeFile(Path(path))
    faces = _json_faces(file) if file.is_json else _table_faces(file, picture, (width, height))
    name = file.path.name
    if not faces:
        raise TakeError(
            f"{name}: holds no face, which is a list of {LANDMARKS} points with x and y; "
            f"{_TRACK_AGAIN}"
        )
    if not LARGEST_FACE <= face <= len(faces):
        raise TakeError(f"{name}: has no face {face}; it holds {len(faces)}, counted from 1")
    faces = [_pixels(points, width, height) for points in faces]
    area = [np.ptp(points, axis=0).prod() for points in faces]
    chosen = faces[face - 1 if face else int(np.argmax(area))]
    _check_fit(name, chosen, width, height)
    return chosen


def _pixels(points: np.ndarray, width: int, height: int) -> np.ndarray:
    normalized = np.abs(points).max() <= _LARGEST_NORMALISED
    return points * (width, height) if normalized else points


def _check_fit(name: str, points: np.ndarray, width: int, height: int) -> None:
    """Raises TakeError for landmarks of another picture, of its mirror image, or of nothing."""
    inside = ((points >= 0) & (points <= (width, height))).all(axis=1).mean()
    if inside < _LEAST_INSIDE:
        x, y = points.max(axis=0)
        raise TakeError(
            f"{name}: its face reaches to {x:.0f}, {y:.0f} in a picture of {width} x {height} "
            f"pixels; it was tracked in another picture or size: {_TRACK_AGAIN}"
        )
    if np.linalg.matrix_rank(points - points.mean(axis=0)) < 2:
        raise TakeError(f"{name}: its landmarks all lie on one point or line; {_TRACK_AGAIN}")
    if np.median(areas(points)) <= 0:
        raise TakeError(f"{name}: shows the face in a mirror; {_TRACK_AGAIN}, not flipped")


def face_triangles() -> np.ndarray:
    """(898, 3): all but the irises', which an older tracker's landmarks lack."""
    face = topology()
    return face.triangles[(face.triangles < WITHOUT_IRISES).all(axis=1)]


def areas(points: np.ndarray) -> np.ndarray:
    """(898,) of all triangles but the irises', negative where they face away; y goes down."""
    a, b, c = points[face_triangles()].swapaxes(0, 1)
    (px, py), (qx, qy) = (b - a).T, (c - a).T
    return (py * qx - px * qy) / 2


def _json_faces(file: TakeFile) -> list[np.ndarray]:
    found: list[int] = []
    try:
        faces = list(_point_lists(file.json, file.path, found))
    except RecursionError:
        raise TakeError(f"{file.path.name}: is nested too deeply; {_TRACK_AGAIN}") from None
    if not faces and found:
        raise TakeError(f"{file.path.name}: {_miscounted(max(found))}")
    return faces


def _miscounted(count: int) -> str:
    return f"holds {count} landmarks, not MediaPipe's {LANDMARKS}; {_TRACK_AGAIN}"


def _point_lists(content: Any, path: Path, found: list[int]) -> Iterator[np.ndarray]:
    """Every list of 478 or 468 points at any depth; the lengths of other lists go to `found`."""
    if isinstance(content, dict):
        for value in content.values():
            yield from _point_lists(value, path, found)
    elif isinstance(content, list):
        points = [_point(item) for item in content]
        if not points or None in points:
            for item in content:
                yield from _point_lists(item, path, found)
        elif len(points) in _COUNTS:
            cells = [
                [number(cell, path, f"landmark {index}") for cell in point or ()]
                for index, point in enumerate(points)
            ]
            if np.isfinite(cells).all():
                yield np.array(cells)
        else:
            found.append(len(points))


def _point(item: Any) -> tuple[Any, Any] | None:
    if isinstance(item, dict):
        return (item["x"], item["y"]) if {"x", "y"} <= item.keys() else None
    is_point = isinstance(item, list) and len(item) in (2, 3, 4)  # x, y, z, visibility
    return (item[0], item[1]) if is_point and not isinstance(item[0], (list, dict)) else None


def _table_faces(file: TakeFile, picture: str, size: tuple[int, int]) -> list[np.ndarray]:
    sheet = file.sheet()
    for patterns in _WIDE:
        for count in _COUNTS:
            keys = [pattern.format(index) for pattern in patterns for index in range(count)]
            if columns := sheet.find_all(keys):
                return _wide_faces(sheet, columns, picture, size)
    if columns := sheet.find_all(("x", "y")):
        return _long_faces(sheet, columns)
    if "x_0" in sheet.keys:
        count = sum(f"x_{index}" in sheet.keys for index in range(LANDMARKS))
        raise TakeError(f"{file.path.name}, row 1: {_miscounted(count)}")
    raise TakeError(
        f"{file.path.name}, row 1: has no columns of landmarks, neither x and y nor x_0, y_0 to "
        f"x_477, y_477; {_TRACK_AGAIN}"
    )


def _wide_faces(
    sheet: Sheet, columns: list[int], picture: str, size: tuple[int, int]
) -> list[np.ndarray]:
    """A face a row, in pixels of the frame whose size the file tells."""
    frame, source = sheet.find("frame"), sheet.find("input")
    frame_size = sheet.find_all(("framewidth", "frameheight")) or []
    # Names are compared as numbers, which is what a table's cells become.
    name_number = CellParser(lambda cell: float(crc32(PureWindowsPath(cell).name.encode())))
    others = [column for column in (frame, source) if column is not None]
    parsers = {} if source is None else {source: name_number}
    _, cells = sheet.read([], [*columns, *frame_size, *others], parsers, extra_cell=True)
    is_picture = cells[:, -1] == crc32(picture.encode())
    if source is not None and is_picture.any():
        cells = cells[is_picture]
    else:
        of = cells[:, len(columns) + len(frame_size) :]
        if any(len(np.unique(column[np.isfinite(column)])) > 1 for column in of.T):
            raise TakeError(
                f"{sheet.path.name}: is of several pictures or a film, and its column input does "
                f"not name {picture}; {_TRACK_AGAIN} alone"
            )
    cells = cells[np.isfinite(cells[:, : len(columns)]).all(axis=1)]
    faces = cells[:, : len(columns)].reshape(len(cells), 2, len(columns) // 2).swapaxes(1, 2)
    if frame_size and len(cells):
        faces = faces * np.divide(size, cells[:, None, len(columns) : len(columns) + 2])
    return list(faces)


def _long_faces(sheet: Sheet, columns: list[int]) -> list[np.ndarray]:
    """A point a row, in the order of an index if there is one."""
    index, face = sheet.find(*_INDEX), sheet.find(*_FACE)
    others = [column for column in (index, face) if column is not None]
    _, cells = sheet.read([], [*columns, *others])
    label = cells[:, -1] if face is not None else np.zeros(len(cells))
    faces = []
    for one in dict.fromkeys(label.tolist()):
        rows = cells[label == one]
        if len(rows) not in _COUNTS:
            raise TakeError(f"{sheet.path.name}: {_miscounted(len(rows))}")
        if index is not None:
            rows = rows[np.argsort(rows[:, 2], kind="stable")]
            if not np.array_equal(rows[:, 2], np.arange(len(rows))):
                raise TakeError(
                    f"{sheet.path.name}, column {sheet.header[index]}: must number the landmarks "
                    f"from 0 to {len(rows) - 1}, each once"
                )
        if not np.isfinite(rows[:, :2]).all():
            raise TakeError(f"{sheet.path.name}: a landmark lacks its x or y; {_TRACK_AGAIN}")
        faces.append(rows[:, :2])
    return faces
