"""Landmarks of pictures in one unit along all axes."""

from typing import NamedTuple

import numpy as np

from ...alignment.similarities import similarities, transform
from ...bundled import MEDIAPIPE, bundled
from ...meshes.placing import from_pictures

_LARGEST_NORMALIZED = 4.0
"""No picture is smaller than this in pixels, no normalized face lies further outside."""
_RATIOS = {"16:9": 16 / 9, "4:3": 4 / 3, "1:1": 1.0, "3:4": 3 / 4, "9:16": 9 / 16}
"""Of usual pictures, width to height."""
_LOOKED_AT = 20
"""Frames that tell the ratio."""


class Measures(NamedTuple):
    """meshes: (n, p, 3) in Blender's axes and one unit. notes: what was assumed."""

    meshes: np.ndarray
    notes: tuple[str, ...] = ()


def in_one_unit(landmarks: np.ndarray, size: np.ndarray | None = None) -> Measures:
    """Landmarks (n, p, 3) of a camera, x to the right, y down and z away: pixels, or shares of
    the width and the height of a picture, size (2,), as MediaPipe has them; z like x.
    """
    flat = np.abs(landmarks[..., :2])
    is_normalized = np.nanmax(flat, initial=0.0) <= _LARGEST_NORMALIZED
    if not is_normalized:
        return Measures(from_pictures(landmarks))
    if size is not None:
        width, height = size
        return Measures(from_pictures(landmarks * (width, height, width)))
    title, ratio = _likeliest_ratio(landmarks)
    note = (
        f"the picture's size is not in the file: {title} was taken, with which the faces are most "
        "like faces"
    )
    return Measures(from_pictures(landmarks * (ratio, 1, ratio)), (note,))


def _likeliest_ratio(landmarks: np.ndarray) -> tuple[str, float]:
    """The title and number of the ratio by which faces come closest to the mean face's form."""
    measured = np.flatnonzero(np.isfinite(landmarks).all(axis=(1, 2)))
    if not len(measured):
        return next(iter(_RATIOS.items()))
    places = np.linspace(0, len(measured) - 1, _LOOKED_AT).astype(int)
    chosen = landmarks[measured[places]]
    rest = bundled(MEDIAPIPE).blender_basis().rest[: landmarks.shape[1]].astype(np.float64)
    left: dict[str, float] = {}
    for title, ratio in _RATIOS.items():
        meshes = from_pictures(chosen * (ratio, 1, ratio))
        aligned = transform(meshes, similarities(meshes, rest))
        left[title] = float(np.square(aligned - rest).mean())
    best = min(left, key=lambda title: left[title])
    return best, _RATIOS[best]
