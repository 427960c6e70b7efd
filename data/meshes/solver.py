"""Channels of a model by its meshes: the weighted least squares within bounds."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..alignment.similarities import similarities, transform
from ..alignment.small_motions import without_motions
from ..anatomy.topology import ANCHORS, LANDMARKS
from ..basis import Basis
from ..channels import POSE
from .bounded import solve_bounded
from .smooth import solve_smooth
from .telling import Telling, telling_of

_POSE_COUNT = len(POSE)
_MILLIMETER = 1e-3
_ROUNDS = 2
"""The second brings values from a few hundredths to a few thousandths of the exact ones."""
_LONGEST_STEP = 2.5
"""Usual steps of the clock from one frame to the next."""
RIDGE = 0.1
"""Millimeters: a channel at 1 costs as much as one landmark that is so far off. Where channels can
hardly be told apart it prefers small values to large ones that cancel each other.
"""


@dataclass(frozen=True, eq=False)
class MeshSolver:
    """Finds values of a model's k channels, head pose apart, for meshes in its frame.

    For each frame the least sum over landmarks of weight times squared millimeters between measured
    and modelled, plus (ridge times value) squared for each channel, with values from 0 to 1.

    basis: of the model. names: (k) channels. points: how many of the landmarks are measured.
    weights: (478,) of the landmarks, None for 1 each.
    ridge: millimeters, as RIDGE. smoothness: likewise for a change by 1 from frame to frame.
    """

    basis: Basis
    names: tuple[str, ...]
    points: int = LANDMARKS
    weights: np.ndarray | None = None
    ridge: float = RIDGE
    smoothness: float = 0.0

    @cached_property
    def _aligned_shapes(self) -> np.ndarray:
        """(k + 3, p, 3) float64 of channels and head pose, less what alignment takes off."""
        shapes = self.basis.shapes.astype(np.float64)
        rest = self.basis.rest.astype(np.float64)
        return without_motions(shapes, rest, list(ANCHORS))[:, : self.points]

    @cached_property
    def shapes(self) -> np.ndarray:
        """(k, p, 3) float64 of the channels, less what alignment takes off."""
        return self._aligned_shapes[:-_POSE_COUNT]

    @cached_property
    def _shapes(self) -> np.ndarray:
        """(k, 478, 3) float64 of the channels."""
        return self.basis.shapes[:-_POSE_COUNT].astype(np.float64)

    @cached_property
    def telling(self) -> Telling:
        """Which channels can be told apart."""
        return telling_of(self.names, self.shapes)

    @cached_property
    def reach(self) -> np.ndarray:
        """(k,) meters by which a channel at 1 moves the landmarks, root mean square."""
        squares = self.shapes**2
        return np.sqrt(squares.sum(axis=2).mean(axis=1))

    @cached_property
    def high(self) -> np.ndarray:
        """(k,) the upper bounds: 1, or less where the model has its ends."""
        high = np.ones(len(self.names))
        if self.basis.ceiling is not None:
            high = np.minimum(high, self.basis.ceiling[:-_POSE_COUNT])
        # Of which nothing was seen, nothing is said.
        is_unseen = np.isin(self.names, self.telling.unseen)
        return np.where(is_unseen, 0.0, high)

    @cached_property
    def _weighted(self) -> np.ndarray:
        """(k, 3 p) the channels' shapes times the landmarks' weights."""
        shapes = self.shapes
        if self.weights is not None:
            shapes = shapes * self.weights[: self.points, None]
        return shapes.reshape(len(shapes), -1)

    @cached_property
    def normal(self) -> np.ndarray:
        """(k, k) of the least squares, the ridge included, in square millimeters."""
        return self._products + self.ridge**2 * np.eye(len(self.names))

    @cached_property
    def _products(self) -> np.ndarray:
        """(k, k) the same without the ridge."""
        flat = self.shapes.reshape(self._weighted.shape)
        return self._weighted @ flat.T / _MILLIMETER**2

    def pulls(self, moves: np.ndarray) -> np.ndarray:
        """(n, k) of moves (n, p, 3), meters from the neutral mesh: the other side of `normal`."""
        return moves.reshape(len(moves), -1) @ self._weighted.T / _MILLIMETER**2

    def values(
        self,
        meshes: np.ndarray,
        neutral: np.ndarray,
        head: np.ndarray | None = None,
        low: float = 0.0,
        times: np.ndarray | None = None,
    ) -> np.ndarray:
        """(n, k) float32 for meshes (n, p, 3) in the model's frame, NaN for those with NaN.

        neutral: (p, 3) the same face at rest, the head unturned. head: (n, 3) Pitch, Yaw, Roll in
        radians, None for unturned ones. low: the lower bound of all channels.
        times: (n,) seconds, for smoothness: where they jump, frames do not belong together.
        """
        is_measured = np.asarray(np.isfinite(meshes).all(axis=(1, 2)))
        follows = _follows(is_measured, times)
        measured = meshes[is_measured]
        turned = None if head is None else head[is_measured]
        # One row for all of them.
        found = np.zeros((1, len(self.names)))
        near = None
        # What alignment takes off a mesh is linear in small motions alone: hence once again.
        for _ in range(_ROUNDS):
            missed = measured - self.modelled(found, neutral, turned)
            pulls = self.pulls(missed) + found @ self._products
            found = self._solve(pulls, low, follows, near)
            near = found
        values = np.full((len(meshes), len(self.names)), np.nan, np.float32)
        values[is_measured] = found
        return values

    def _solve(
        self,
        pulls: np.ndarray,
        low: float,
        follows: np.ndarray,
        near: np.ndarray | None,
    ) -> np.ndarray:
        """(m, k) within the bounds; near: (m, k) of the round before, None in the first."""
        lows = np.where(self.high > 0, low, 0.0)
        if not self.smoothness:
            return solve_bounded(self.normal, pulls, lows, self.high, near)
        return solve_smooth(self.normal, pulls, lows, self.high, self.smoothness**2, follows)

    def modelled(
        self,
        values: np.ndarray,
        neutral: np.ndarray,
        head: np.ndarray | None = None,
    ) -> np.ndarray:
        """(n, p, 3) the meshes of values (n, k), aligned as measured ones are; neutral and head as
        `values` takes them.
        """
        moved = values @ self._shapes.reshape(len(self._shapes), -1)
        meshes = neutral + moved.reshape(len(values), -1, 3)[:, : self.points]
        if head is not None:
            meshes = meshes + self.by_head(head)
        return self.aligned(meshes)

    def by_head(self, head: np.ndarray) -> np.ndarray:
        """(n, p, 3) meters by which heads (n, 3) of Pitch, Yaw, Roll move a mesh that is aligned:
        what trackers make of a turned head, as far as the model knows it. 0 where head is NaN.
        """
        of_pose = self._aligned_shapes[-_POSE_COUNT:]
        return np.tensordot(np.nan_to_num(head), of_pose, 1)

    def aligned(self, meshes: np.ndarray) -> np.ndarray:
        """Meshes (n, p, 3) that were brought to the model's rest by their anchors."""
        anchors = list(ANCHORS)
        aligned = np.full(meshes.shape, np.nan)
        is_known = np.asarray(np.isfinite(meshes).all(axis=(1, 2)))
        known = meshes[is_known]
        found = similarities(known[:, anchors], self.basis.rest[anchors].astype(np.float64))
        aligned[is_known] = transform(known, found)
        return aligned


def _follows(is_measured: np.ndarray, times: np.ndarray | None) -> np.ndarray:
    """(m - 1,) bool of the m measured ones among n frames: whether one is next to that before."""
    rows = np.flatnonzero(is_measured)
    follows = np.diff(rows) == 1
    if times is not None and len(rows) > 1:
        steps = np.diff(times[rows])
        follows &= steps < _LONGEST_STEP * np.median(steps)
    return follows


def solver_of(basis: Basis, columns: tuple[str, ...], points: int = LANDMARKS) -> MeshSolver:
    """The solver for a model's basis and its columns, of which the last are head pose."""
    return MeshSolver(basis, columns[:-_POSE_COUNT], points)
