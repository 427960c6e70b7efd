"""All faces in the JSON that trackers write: lists of MediaPipe's landmarks at any depth."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import TakeError
from ..takes.frames import number
from ..takes.source import TakeFile
from .landmark_counts import COUNTS, TRACK_AGAIN, wrong_count

_POINT_LENGTHS = (2, 3, 4)
"""Of a point as a list: x, y, then z, then visibility."""


def faces_of_json(file: TakeFile) -> list[np.ndarray]:
    """The faces of a file, (478 or 468, 2) each, in its own unit. Raises TakeError."""
    other_counts: list[int] = []
    try:
        faces = list(_faces_in(file.json, file.path, other_counts))
    except RecursionError:
        raise TakeError(f"{file.path.name}: is nested too deeply; {TRACK_AGAIN}") from None
    if not faces and other_counts:
        raise TakeError(f"{file.path.name}: {wrong_count(max(other_counts))}")
    return faces


def _faces_in(
    content: Any,
    path: Path,
    other_counts: list[int],
) -> Iterator[np.ndarray]:
    """Every list of 478 or 468 points at any depth, as (n, 2).

    The lengths of other lists of points go to `other_counts`. Raises TakeError for cells that are
    no numbers, and RecursionError.
    """
    if isinstance(content, dict):
        for value in content.values():
            yield from _faces_in(value, path, other_counts)
        return
    if not isinstance(content, list):
        return
    points = [_point(item) for item in content]
    is_list_of_points = bool(points) and None not in points
    if not is_list_of_points:
        for item in content:
            yield from _faces_in(item, path, other_counts)
    elif len(points) not in COUNTS:
        other_counts.append(len(points))
    else:
        coordinates = _coordinates(points, path)
        # A tracker that saw no face may write nulls in its place.
        if np.isfinite(coordinates).all():
            yield coordinates


def _coordinates(points: list[Any], path: Path) -> np.ndarray:
    """Points as (n, 2) float64, NaN for null. Raises TakeError for what is no number."""
    rows = []
    for index, (x, y) in enumerate(points):
        where = f"landmark {index}"
        row = (number(x, path, where), number(y, path, where))
        rows.append(row)
    return np.array(rows)


def _point(item: Any) -> tuple[Any, Any] | None:
    """The x and y of a point as an object or a list, None of anything else."""
    if isinstance(item, dict):
        if {"x", "y"} <= item.keys():
            return item["x"], item["y"]
        return None
    if not isinstance(item, list) or len(item) not in _POINT_LENGTHS:
        return None
    # Two to four faces are a list of that length, too.
    if isinstance(item[0], (list, dict)):
        return None
    return item[0], item[1]
