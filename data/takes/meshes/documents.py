"""Meshes in JSON: MediaPipe's landmarks as people dump them, under any keys.

{"frames": [{"timestamp": 0, "landmarks": [{"x": 0.5, "y": 0.4, "z": -0.01}, ..]}, ..]}
[{"face_landmarks": [[[0.5, 0.4, -0.01], ..], ..]}, ..]
{"faceLandmarks": [[{"x": .., "y": .., "z": ..}, ..]]}      one picture
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from ...errors import TakeError
from ..clocks import json_clock
from ..faces import label_by_place
from ..frames import number, plain_numbers
from ..options import ReadOptions
from ..record_keys import heading_rate
from ..source import TakeFile
from .rows import COUNTS, MeshRows, extents, wrong_count
from .units import in_one_unit

_FRAMES = "frames"
_OF_ONE_PICTURE = re.compile(r"(multi)?_?face_?landmarks?", re.IGNORECASE)
"""Keys of MediaPipe's own results: a list of the faces of one picture."""
_DEPTH = 3
"""Objects within each other in which the list of frames is looked for."""
_FEW = 60
"""Points of bodies and hands are fewer."""
_AXES = ("x", "y", "z")
_WIDTH = re.compile(r"(image|frame|video|picture)?_?width", re.IGNORECASE)
_HEIGHT = re.compile(r"(image|frame|video|picture)?_?height", re.IGNORECASE)
_SIZE = re.compile(r"(image|frame|video|picture)?_?(size|resolution)", re.IGNORECASE)


class _Faces(NamedTuple):
    """frames: of the document. meshes: (n, p, 3) float64 of the camera, NaN where a frame has no
    face. of_frame: (n,) int, which frame each is of.
    """

    frames: Sequence[Any]
    meshes: np.ndarray
    of_frame: np.ndarray


def has_meshes(file: TakeFile) -> bool:
    """Whether a document has a list of points that is as long as a mesh, or longer than a few."""
    return next(_faces_in(file.json), None) is not None


def rows_of_document(file: TakeFile, options: ReadOptions) -> MeshRows:
    """The meshes of a document of JSON. Raises TakeError."""
    faces = _read(file)
    kept = [_without_lists(frame) for frame in faces.frames]
    present = np.full((len(kept), 1), np.nan)
    seen = np.isfinite(faces.meshes).all(axis=(1, 2))
    present[faces.of_frame[seen]] = 1
    rate = heading_rate(file.json, faces.frames)
    clock = json_clock(kept, present, file, options, rate)
    measures = in_one_unit(faces.meshes, _size(file, faces.frames))
    centers, across = extents(faces.meshes)
    file.unread[:] = []
    return MeshRows(
        meshes=measures.meshes,
        clock=clock._replace(times=clock.times[faces.of_frame]),
        frames=faces.of_frame.astype(float),
        labels=label_by_place(faces.of_frame, centers[:, :2], across),
        sizes=np.nan_to_num(across),
        is_table=False,
        notes=measures.notes,
    )


def _read(file: TakeFile) -> _Faces:
    """Every face of every frame. Raises TakeError."""
    frames = _frames_of(file.json)
    meshes: list[np.ndarray] = []
    of_frame: list[int] = []
    for index, frame in enumerate(frames):
        file.progress(index / len(frames))
        found = [_mesh(points, index, file) for points in _faces_in(frame)]
        for mesh in found or [None]:
            meshes.append(np.empty((0, 3)) if mesh is None else mesh)
            of_frame.append(index)
    count = max(map(len, meshes))
    whole = np.full((len(meshes), count, 3), np.nan)
    for row, mesh in zip(whole, meshes, strict=True):
        if len(mesh) not in (0, count):
            raise TakeError(
                f"{file.name}: has meshes of {len(mesh)} and of {count} landmarks; save each "
                "recording as a file of its own"
            )
        if len(mesh) and np.isfinite(mesh).all():
            row[:] = mesh
    return _Faces(frames, whole, np.array(of_frame))


def _frames_of(content: Any) -> Sequence[Any]:
    """The list whose items hold faces, or the document as the only frame."""
    for path, items in _lists_in(content, _DEPTH):
        is_picture = any(_OF_ONE_PICTURE.fullmatch(key) for key in path)
        if is_picture or _is_face(items):
            continue
        if any(next(_faces_in(item), None) is not None for item in items):
            return items
    return [content]


def _lists_in(content: Any, depth: int) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    """Path of keys -> list: a list itself, or those in an object and in its objects."""
    if isinstance(content, list):
        yield (), content
    elif isinstance(content, dict) and depth:
        for key in sorted(content, key=lambda key: key != _FRAMES):
            for path, items in _lists_in(content[key], depth - 1):
                yield (key, *path), items


def _faces_in(content: Any) -> Iterator[list[Any]]:
    """Every list of more than a few points, at any depth."""
    if isinstance(content, dict):
        for value in content.values():
            if isinstance(value, (dict, list)):
                yield from _faces_in(value)
    elif isinstance(content, list):
        if _is_face(content):
            yield content
            return
        for item in content:
            if isinstance(item, (dict, list)):
                yield from _faces_in(item)


def _is_face(items: list[Any]) -> bool:
    """Whether a list is of points, and of so many that it is no other shape."""
    return len(items) > _FEW and _is_point(items[0]) and _is_point(items[-1])


def _is_point(item: Any) -> bool:
    if isinstance(item, dict):
        return "x" in item and "y" in item
    is_short = isinstance(item, list) and len(item) in (2, 3, 4)
    return is_short and not isinstance(item[0], (dict, list))


def _mesh(points: list[Any], frame: int, file: TakeFile) -> np.ndarray:
    """(p, 3) float64, NaN for null. Raises TakeError for other counts, and points without z."""
    if len(points) not in COUNTS:
        raise wrong_count(f"{file.name}, frame {frame}", len(points))
    rows = [_row(point) for point in points]
    if any(len(row) < len(_AXES) for row in rows):
        raise TakeError(
            f"{file.name}, frame {frame}: its landmarks have no z; keep the tracker's z"
        )
    plain = plain_numbers(rows)
    if plain is not None:
        return plain
    cells = np.empty((len(rows), len(_AXES)))
    for index, row in enumerate(rows):
        where = f"frame {frame}, landmark {index}"
        cells[index] = [number(value, file.path, where) for value in row]
    return cells


def _row(point: Any) -> list[Any]:
    """The coordinates of a point, as many as it has."""
    if isinstance(point, dict):
        return [point[axis] for axis in _AXES if axis in point]
    return list(point or ())[: len(_AXES)]


def _without_lists(frame: Any) -> dict[str, Any]:
    """What may tell the time of a frame."""
    if not isinstance(frame, dict):
        return {}
    return {key: value for key, value in frame.items() if not isinstance(value, (list, dict))}


def _size(file: TakeFile, frames: Sequence[Any]) -> np.ndarray | None:
    """(2,) width and height of all pictures, None where none is told. Raises TakeError."""
    first: tuple[float, float] | None = None
    for index, holder in enumerate((file.json, *frames)):
        size = _size_in(holder) if isinstance(holder, dict) else None
        if size is None:
            continue
        if first is not None and size != first:
            raise TakeError(
                f"{file.name}, frame {index - 1}: is of a picture of {size[0]:g} x {size[1]:g}, "
                f"those before are of {first[0]:g} x {first[1]:g}; save each recording as a file "
                "of its own"
            )
        first = size
    return None if first is None else np.array(first)


def _size_in(holder: dict[str, Any]) -> tuple[float, float] | None:
    """Width and height by the keys of an object, or of one in it."""
    width = _number_under(holder, _WIDTH)
    height = _number_under(holder, _HEIGHT)
    if width and height:
        return width, height
    for key, value in holder.items():
        if not _SIZE.fullmatch(key):
            continue
        if isinstance(value, dict):
            return _size_in(value)
        if isinstance(value, list) and len(value) == 2:
            return float(value[0]), float(value[1])
    return None


def _number_under(holder: dict[str, Any], pattern: re.Pattern[str]) -> float:
    """The number under a key of this pattern, 0 without one."""
    for key, value in holder.items():
        if pattern.fullmatch(key) and isinstance(value, (int, float)):
            return float(value)
    return 0.0
