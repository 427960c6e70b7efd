"""Sums over clips of real people, tracked by MediaPipe: all that refitting and judging look at."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from blendshape_face.data.alignment.similarities import similarities, transform
from blendshape_face.data.anatomy.topology import ANCHORS
from blendshape_face.data.model import FaceModel, axis_major

from ..errors import TrainingError
from ..fit.alignment import anchors_of
from ..fit.mirror import Mirror
from ..frames.mediapipe_frames import KEYS, face_axes, pose_from_matrices, read_arrays

_FRAMES_A_PERSON = 300
"""As many as each person counts, however many there are."""


class ClipSums(NamedTuple):
    """Of each of C clips the sums of products about its means, of p inputs and 1434 coordinates.

    xx: (C, p, p). xy: (C, p, 1434). yy: (C, 1434). frames, people: (C,), how many a clip has and
    whose it is. weights: (C,), by which the frames of each person count as _FRAMES_A_PERSON.
    """

    xx: np.ndarray
    xy: np.ndarray
    yy: np.ndarray
    frames: np.ndarray
    people: np.ndarray
    weights: np.ndarray

    def of(self, chosen: np.ndarray) -> "ClipSums":
        """Some clips alone, chosen by (C,) bool."""
        return ClipSums(*[part[chosen] for part in self])

    def mirrored(self, inputs: Mirror, coordinates: Mirror) -> "ClipSums":
        """The same clips in a mirror."""
        by_columns = inputs.of(self.xx)
        by_rows = inputs.of(by_columns.swapaxes(1, 2))
        moved = coordinates.of(self.xy)
        xy = inputs.of(moved.swapaxes(1, 2)).swapaxes(1, 2)
        return self._replace(xx=by_rows, xy=xy, yy=self.yy[:, coordinates.order])

    def errors(self, coef: np.ndarray) -> np.ndarray:
        """Squared errors (C, 1434) of rows (p, 1434), when each clip's means are right."""
        explained = np.einsum("pq,cpq->cq", coef, self.xy)
        predicted = np.einsum("pq,cpq->cq", coef, self.xx @ coef)
        return self.yy - 2 * explained + predicted


def read_clips(source: Path, model: FaceModel) -> ClipSums:
    """The clips of an NPZ, aligned by the model's anchors. Raises TrainingError.

    The file has the keys of docs/training.md, with a person's number as `identity`, and `clip`
    (n,), a recording's.
    """
    arrays = read_arrays(source, (*KEYS, "clip"))
    inputs = _inputs(arrays, model, source.name)
    coordinates = _aligned(arrays["landmarks"], model)
    numbers, first_frames = np.unique(arrays["clip"], return_index=True)
    people = arrays["identity"][first_frames]
    sums = []
    for number in numbers:
        chosen = arrays["clip"] == number
        sums.append(_products(inputs[chosen], coordinates[chosen]))
    xx, xy, yy, frames = (np.stack(parts) for parts in zip(*sums, strict=True))
    _, place, frames_of = np.unique(arrays["identity"], return_inverse=True, return_counts=True)
    weights = _FRAMES_A_PERSON / frames_of[place[first_frames]]
    return ClipSums(xx, xy, yy, frames, people, weights)


def _inputs(
    arrays: dict[str, np.ndarray],
    model: FaceModel,
    name: str,
) -> np.ndarray:
    """Features and pose (n, p), in the order of the model's rows."""
    channels = arrays["blendshape_names"].tolist()
    missing = [channel for channel in model.feature_columns if channel not in channels]
    if missing:
        raise TrainingError(f"{name}: blendshape_names lacks {', '.join(missing)}")
    order = [channels.index(channel) for channel in model.feature_columns]
    scores = arrays["blendshapes"][:, order].astype(np.float64)
    return np.hstack([scores, pose_from_matrices(arrays["matrix"])])


def _aligned(landmarks: np.ndarray, model: FaceModel) -> np.ndarray:
    """MediaPipe's landmarks (n, 478, 3) as coordinates (n, 1434) in the model's frame."""
    meshes = face_axes(landmarks).astype(np.float64)
    transforms = similarities(meshes[:, ANCHORS], anchors_of(model))
    return axis_major(transform(meshes, transforms))


def _products(inputs: np.ndarray, coordinates: np.ndarray) -> tuple[np.ndarray, ...]:
    """The first four parts of ClipSums for one clip: inputs (n, p), coordinates (n, 1434)."""
    x = inputs - inputs.mean(axis=0)
    y = coordinates - coordinates.mean(axis=0)
    return x.T @ x, x.T @ y, (y * y).sum(axis=0), np.array(len(x))
