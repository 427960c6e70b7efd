"""The MediaPipe landmarks of a face in a picture, by its number or its size."""

from pathlib import Path

import numpy as np

from ..anatomy.topology import LANDMARKS, face_triangles
from ..errors import TakeError
from ..takes.source import TakeFile
from .face_choice import LARGEST_FACE
from .landmark_counts import TRACK_AGAIN
from .landmark_json import faces_of_json
from .landmark_tables import Picture, faces_of_table
from .triangles import signed_areas

_LARGEST_NORMALIZED = 4.0
"""No picture is smaller than this in pixels, no normalized face lies further outside."""
_LEAST_INSIDE = 0.5
"""The share of a face's landmarks that a picture must show: a face may be cut off, not away."""


def read_landmarks(
    path: str | Path,
    picture: str,
    width: int,
    height: int,
    face: int = LARGEST_FACE,
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
    if file.is_json:
        faces = faces_of_json(file)
    else:
        faces = faces_of_table(file, Picture(picture, width, height))
    name = file.path.name
    if not faces:
        raise TakeError(
            f"{name}: holds no face, which is a list of {LANDMARKS} points with x and y; "
            f"{TRACK_AGAIN}"
        )
    if not LARGEST_FACE <= face <= len(faces):
        raise TakeError(f"{name}: has no face {face}; it holds {len(faces)}, counted from 1")
    in_pixels = [_pixels(points, width, height) for points in faces]
    chosen = _choose(in_pixels, face)
    _check_fit(name, chosen, width, height)
    return chosen


def _choose(faces: list[np.ndarray], face: int) -> np.ndarray:
    """The face (n, 2) of a number that counts from 1, or the one with the largest box around it."""
    if face != LARGEST_FACE:
        return faces[face - 1]
    boxes = [np.ptp(points, axis=0).prod() for points in faces]
    return faces[int(np.argmax(boxes))]


def _pixels(
    points: np.ndarray,
    width: int,
    height: int,
) -> np.ndarray:
    """Points (n, 2) in pixels, whichever unit a file has them in: the numbers tell."""
    is_normalized = np.abs(points).max() <= _LARGEST_NORMALIZED
    if is_normalized:
        return points * (width, height)
    return points


def _check_fit(
    name: str,
    points: np.ndarray,
    width: int,
    height: int,
) -> None:
    """Raises TakeError for landmarks (n, 2) in pixels of another picture, of its mirror image, or
    of nothing. name: the file's.
    """
    is_in_range = (points >= 0) & (points <= (width, height))
    is_inside = is_in_range.all(axis=1)
    if is_inside.mean() < _LEAST_INSIDE:
        x, y = points.max(axis=0)
        raise TakeError(
            f"{name}: its face reaches to {x:.0f}, {y:.0f} in a picture of {width} x {height} "
            f"pixels; it was tracked in another picture or size: {TRACK_AGAIN}"
        )
    from_middle = points - points.mean(axis=0)
    if np.linalg.matrix_rank(from_middle) < 2:
        raise TakeError(f"{name}: its landmarks all lie on one point or line; {TRACK_AGAIN}")
    # Of a turned face some triangles face away, but never most.
    areas = signed_areas(points, face_triangles())
    if np.median(areas) <= 0:
        raise TakeError(f"{name}: shows the face in a mirror; {TRACK_AGAIN}, not flipped")
