"""Sums over the frames of clips, from which the share of motion that a model explains follows."""

from typing import NamedTuple

import numpy as np
from blendshape_face.data.anatomy.topology import COORDINATES
from blendshape_face.data.model import FaceModel

_AT_REST = 1e-9
"""Scatter in shares of the sum of squares, at or below which it is rounding."""


class Block(NamedTuple):
    """Complete frames of some clips, meshes as coordinates in the order of the model's rows.

    groups: (n,) the clip of each. y: (n, 1434) aligned, less the model's rest. r: (n, 1434) what
    the model leaves of y. x: (n, F + 3) features and pose.
    """

    groups: np.ndarray
    y: np.ndarray
    r: np.ndarray
    x: np.ndarray


class _Sums(NamedTuple):
    """What is summed over the frames of a clip.

    frames: (1,), a 1 for each. y, yy, r, rr: (1434,). x, xx: (F + 3,).
    xr: (F + 3,), each input times the product of r and its shape.
    """

    frames: np.ndarray
    y: np.ndarray
    yy: np.ndarray
    r: np.ndarray
    rr: np.ndarray
    x: np.ndarray
    xx: np.ndarray
    xr: np.ndarray


class ClipScore(NamedTuple):
    """A clip's number of frames and its R2."""

    frames: int
    r2: float


class Clips:
    """Sums over the frames of the clips under way, and what came of the finished ones.

    errors, scatter: (2, 1434) of the coordinates over all finished clips, first with each clip's
    motion as 1 for each of its frames, then as they are. losses: (F + 3,) as the first.
    """

    def __init__(self, model: FaceModel) -> None:
        self.shapes = model.coef.astype(np.float64)
        inputs = len(self.shapes)
        self.squares = np.einsum("pq,pq->p", self.shapes, self.shapes)
        # The sums of a clip stand in one row, in the order of _Sums.
        widths = [1, *[COORDINATES] * 4, *[inputs] * 3]
        self.cuts = np.cumsum(widths)[:-1]
        self.running: dict[str, np.ndarray] = {}
        self.errors = np.zeros((2, COORDINATES))
        self.scatter = np.zeros((2, COORDINATES))
        self.losses = np.zeros(inputs)
        self.scores: dict[str, ClipScore] = {}

    def add(self, block: Block) -> None:
        """Add frames to the clips under way; their order does not matter."""
        groups, y, r, x = block
        count = len(groups)
        if not count:
            return
        # Sorted by clip, the sums of all clips are one call of NumPy for each part.
        order = np.argsort(groups, kind="stable")
        names, starts = np.unique(groups[order], return_index=True)
        parts = _Sums(
            frames=np.ones((count, 1)),
            y=y,
            yy=y * y,
            r=r,
            rr=r * r,
            x=x,
            xx=x * x,
            xr=x * (r @ self.shapes.T),
        )
        sums = [np.add.reduceat(part[order], starts) for part in parts]
        rows = np.concatenate(sums, axis=1)
        for name, row in zip(names.tolist(), rows, strict=True):
            self.running[name] = self.running.get(name, 0) + row

    def finish(self, name: str) -> None:
        """Judge a clip whose last frame has been added."""
        row = self.running.pop(name)
        sums = _Sums(*np.split(row, self.cuts))
        (frames,) = sums.frames
        # Sums of squares about the clip's mean, without a second pass over its frames.
        scatter = sums.yy - sums.y * sums.y / frames
        errors = sums.rr - sums.r * sums.r / frames
        motion = scatter.sum()
        # A clip at rest, or a single frame: what is left of the sums is rounding.
        if motion <= _AT_REST * sums.yy.sum():
            return
        # First the clip's whole motion as 1 for each frame, then as it is.
        weights = np.array([[frames / motion], [1.0]])
        self.errors += weights * errors
        self.scatter += weights * scatter
        self.losses += self._growth(sums) * frames / motion
        r2 = 1 - errors.sum() / motion
        self.scores[name] = ClipScore(int(frames), float(r2))

    def _growth(self, sums: _Sums) -> np.ndarray:
        """How much a clip's squared errors grow (F + 3,) when each input alone is held still.

        Held at its mean, an input no longer moves the face by d = (x - mean) shape, so that r
        becomes r + d. The squares grow by 2 r . d + d . d.
        """
        (frames,) = sums.frames
        r_by_shape = self.shapes @ sums.r
        # Both about the clip's means, as the errors are.
        mixed = sums.xr - sums.x * r_by_shape / frames
        spread = sums.xx - sums.x * sums.x / frames
        return 2 * mixed + spread * self.squares
