"""Measured meshes in the frame of the models: what the head did is taken off by the anchors."""

from typing import NamedTuple

import numpy as np

from ..alignment.similarities import similarities, transform
from ..anatomy.topology import ANCHORS
from ..errors import TakeError
from ..motion.head_rotation import head_angles

_OF_PICTURES = (0, 2, 1)
_SIGNS = (1, 1, -1)
"""From pictures, where x goes right, y down and z away, to a face that looks to -Y with Z up."""


_FLAT = 1e-7
"""Of a face's own, whose volume is some thousandths."""


class Placed(NamedTuple):
    """meshes: (n, p, 3) float64 meters where the models have theirs, NaN where none was measured.
    head: (n, 3) float32 Pitch, Yaw and Roll in radians, likewise.
    """

    meshes: np.ndarray
    head: np.ndarray


def from_pictures(landmarks: np.ndarray) -> np.ndarray:
    """Landmarks (n, p, 3) of a camera, x to the right, y down, z away, in Blender's axes."""
    return landmarks[..., _OF_PICTURES] * np.array(_SIGNS, float)


def to_pictures(meshes: np.ndarray) -> np.ndarray:
    """The way back: meshes (n, p, 3) in Blender's axes, in those of a camera."""
    return (meshes * np.array(_SIGNS, float))[..., _OF_PICTURES]


def place(meshes: np.ndarray, rest: np.ndarray, name: str) -> Placed:
    """Meshes (n, p, 3) in Blender's axes, of any size and place, brought to a face at rest
    (478, 3) by the anchors, each frame by itself.

    p: 478, or 468 without irises. name: of the file. Raises TakeError for a face in a mirror.
    """
    anchors = list(ANCHORS)
    is_measured = np.isfinite(meshes).all(axis=(1, 2))
    seen = meshes[is_measured]
    _check_form(seen, rest[: seen.shape[1]], name)
    found = similarities(seen[:, anchors], rest[anchors])
    placed = np.full(meshes.shape, np.nan)
    placed[is_measured] = transform(seen, found)
    head = np.full((len(meshes), 3), np.nan, np.float32)
    turns = found[:, :, :3]
    scales = np.cbrt(np.linalg.det(turns))
    # They bring the head back: it turned the other way.
    rotations = np.swapaxes(turns, 1, 2) / scales[:, None, None]
    head[is_measured] = head_angles(rotations)
    return Placed(placed, head)


def _check_form(meshes: np.ndarray, rest: np.ndarray, name: str) -> None:
    """Raises TakeError where most of the meshes (m, p, 3) are flat, or mirror images."""
    if not len(meshes):
        raise TakeError(f"{name}: no frame has a whole mesh; was the video tracked at all?")
    from_middle = meshes - meshes.mean(axis=1, keepdims=True)
    sizes = np.linalg.norm(from_middle, axis=(1, 2), keepdims=True)
    if not sizes.all():
        raise TakeError(f"{name}: all landmarks of a mesh are in one place; track again")
    of_rest = rest - rest.mean(axis=0)
    products = of_rest.T @ (from_middle / sizes)
    kinds = np.linalg.det(products / np.linalg.norm(of_rest))
    middle = float(np.median(kinds))
    if middle < -_FLAT:
        raise TakeError(f"{name}: shows the face in a mirror; track it not flipped")
    if middle < _FLAT:
        raise TakeError(f"{name}: its landmarks have no depth; keep the tracker's z")
