"""Frames as the rows of a regression, block by block: inputs and aligned coordinates."""

import threading
from dataclasses import dataclass

import numpy as np
from blendshape_face.data.anatomy.topology import ANCHORS, COORDINATES, LANDMARKS

from ..errors import TrainingError
from ..frames.shards import Columns
from .plan import Job

BLOCK = 1024
"""Frames in memory at once, for each thread."""
_CHUNK = 32
"""Frames aligned at once, few enough for the processor's cache."""

_own = threading.local()


@dataclass(frozen=True)
class Shared:
    """What the work on every shard shares.

    reference: (12, 3) anchors. reach: how far an aligned anchor may be from its place.
    low, high: (F + 3,) the range of each feature and angle.
    spans: (G,) the groups with frames in several shards; None unless groups are centered.
    shift_x, shift_y: (p,) of the inputs and (1434,) of the coordinates.
    """

    features: tuple[str, ...]
    reference: np.ndarray
    reach: float
    low: np.ndarray
    high: np.ndarray
    folds: int
    spans: np.ndarray | None
    shift_x: np.ndarray
    shift_y: np.ndarray


def inputs_of(features: np.ndarray, pose: np.ndarray, out: np.ndarray) -> None:
    """Write [features | pose | features x pose] (n, F + 3 + 3F), products angle by angle."""
    count = features.shape[1]
    out[:, :count], out[:, count : count + 3] = features, pose
    for angle in range(3):
        start = count + 3 + angle * count
        product = out[:, start : start + count]
        np.multiply(out[:, :count], out[:, count + angle, None], out=product)


def blocks_of(job: Job) -> list[np.ndarray]:
    """Frames of a job in blocks of one fold each, sorted by group."""
    order = np.lexsort((job.groups, job.folds))
    folds = np.flatnonzero(np.diff(job.folds[order])) + 1
    return [
        part[start : start + BLOCK]
        for part in np.split(order, folds)
        for start in range(0, len(part), BLOCK)
    ]


def block_of(
    job: Job, columns: Columns, meshes: np.ndarray, shared: Shared, chosen: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """a (n, 1 + p) and y (n, 1434), less the shift, of at most BLOCK chosen frames of a job.

    Both are the thread's own buffers, which its next block overwrites: fresh memory would take
    longer to get than to fill. Raises TrainingError for anchors that are not the meshes'.
    """
    if getattr(_own, "inputs", None) != len(shared.shift_x):
        _own.inputs = len(shared.shift_x)
        _own.a, _own.y = np.ones((BLOCK, 1 + _own.inputs)), np.empty((BLOCK, 3, LANDMARKS))
    rows = job.rows[chosen]
    a, y = _own.a[: len(rows)], _own.y[: len(rows)]
    inputs_of(columns.features[rows], columns.pose[rows], out=a[:, 1:])
    a[:, 1:] -= shared.shift_x
    # All of the alignment as one product: [turn and scale | translation | -1] [points; 1; shift].
    shift = shared.shift_y.reshape(3, LANDMARKS)
    turns = np.empty((len(rows), 3, 7))
    turns[:, :, :4], turns[:, :, 4:] = job.transforms[chosen], -np.eye(3)
    points = np.ones((_CHUNK, 7, LANDMARKS))
    points[:, 4:] = shift
    for start in range(0, len(rows), _CHUNK):
        part = slice(start, start + _CHUNK)
        landmarks = meshes[rows[part]]
        points[: len(landmarks), :3] = landmarks.transpose(0, 2, 1)
        np.matmul(turns[part], points[: len(landmarks)], out=y[part])
    anchors = y[:_CHUNK, :, ANCHORS] + (shift[:, ANCHORS] - shared.reference.T)
    if np.linalg.norm(anchors, axis=1).max() > shared.reach:
        raise TrainingError(
            f"{job.shard.anchors_path.name}: holds other anchors than the meshes; delete it"
        )
    return a, y.reshape(len(rows), COORDINATES)
