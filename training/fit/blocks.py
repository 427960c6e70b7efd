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


class _Buffers(threading.local):
    """A thread's own arrays for one block, a: (BLOCK, 1 + p) and y: (BLOCK, 3, 478), float64."""

    a = np.empty((0, 0))
    y = np.empty((0, 3, LANDMARKS))

    def resize(self, inputs: int) -> None:
        """Make both anew for so many inputs, unless they have their sizes already."""
        if self.a.shape != (BLOCK, 1 + inputs):
            # The first column stays 1: its coefficient is the intercept.
            self.a = np.ones((BLOCK, 1 + inputs))
            self.y = np.empty((BLOCK, 3, LANDMARKS))


_buffers = _Buffers()


def write_inputs(
    features: np.ndarray,
    pose: np.ndarray,
    out: np.ndarray,
) -> None:
    """Step 5: write [features | pose | features x pose] (n, F + 3 + 3F), products angle by angle.

    features: (n, F). pose: (n, 3) radians. out: what is written to.
    """
    count = features.shape[1]
    out[:, :count] = features
    out[:, count : count + 3] = pose
    # Products are taken of what stands in `out`, in its precision, whatever the shard's is.
    written = out[:, :count]
    for number in range(3):
        angle = out[:, count + number, None]
        start = count + 3 + number * count
        end = start + count
        np.multiply(written, angle, out=out[:, start:end])


def split_into_blocks(job: Job) -> list[np.ndarray]:
    """Step 5: the frames of a job in blocks of one fold each, sorted by group.

    Each block is at most BLOCK places in the job's arrays, (n,).
    """
    # By fold first: lexsort takes its last key as the first.
    order = np.lexsort((job.groups, job.folds))
    steps = np.diff(job.folds[order])
    starts_of_folds = np.flatnonzero(steps) + 1
    blocks = []
    for of_fold in np.split(order, starts_of_folds):
        for start in range(0, len(of_fold), BLOCK):
            blocks.append(of_fold[start : start + BLOCK])
    return blocks


def load_block(
    job: Job,
    columns: Columns,
    meshes: np.ndarray,
    shared: Shared,
    chosen: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Steps 4 and 5: a (n, 1 + p) and y (n, 1434), less the shift, of chosen frames of a job.

    columns, meshes (count, 478, 3): of the job's shard. chosen: (n,) places in the job's arrays,
    at most BLOCK. y: absolute coordinates in the units of the reference, all x, all y, then all z.
    Both are the thread's own buffers, which its next block overwrites: fresh memory would take
    longer to get than to fill. Raises TrainingError for anchors that are not the meshes'.
    """
    _buffers.resize(len(shared.shift_x))
    rows = job.rows[chosen]
    a = _buffers.a[: len(rows)]
    y = _buffers.y[: len(rows)]
    inputs = a[:, 1:]
    write_inputs(columns.features[rows], columns.pose[rows], out=inputs)
    inputs -= shared.shift_x
    shift = shared.shift_y.reshape(3, LANDMARKS)
    _align(
        meshes,
        rows,
        job.transforms[chosen],
        shift,
        out=y,
    )
    _check_anchors(job, y, shift, shared)
    return a, y.reshape(len(rows), COORDINATES)


def _align(
    meshes: np.ndarray,
    rows: np.ndarray,
    transforms: np.ndarray,
    shift: np.ndarray,
    out: np.ndarray,
) -> None:
    """Write rows (n,) of meshes (count, 478, 3), aligned by transforms (n, 3, 4) and less a shift
    (3, 478), to out (n, 3, 478).

    All of it is one product: [turn and scale | translation | -1] [points; 1; shift].
    """
    turns = np.empty((len(rows), 3, 7))
    turns[:, :, :4] = transforms
    turns[:, :, 4:] = -np.eye(3)
    points = np.ones((_CHUNK, 7, LANDMARKS))
    points[:, 4:] = shift
    for start in range(0, len(rows), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        landmarks = meshes[rows[chunk]]
        # The last chunk may be smaller.
        of_chunk = points[: len(landmarks)]
        of_chunk[:, :3] = landmarks.transpose(0, 2, 1)
        np.matmul(turns[chunk], of_chunk, out=out[chunk])


def _check_anchors(
    job: Job,
    y: np.ndarray,
    shift: np.ndarray,
    shared: Shared,
) -> None:
    """Raises TrainingError where aligned meshes y (n, 3, 478), less the shift (3, 478), have
    anchors elsewhere than the shard's file of anchors said.
    """
    # One chunk is enough to tell, as files differ in all frames or in none.
    from_places = shift[:, ANCHORS] - shared.reference.T
    residuals = y[:_CHUNK, :, ANCHORS] + from_places
    distances = np.linalg.norm(residuals, axis=1)
    if distances.max() > shared.reach:
        raise TrainingError(
            f"{job.shard.anchors_path.name}: holds other anchors than the meshes; delete it"
        )
