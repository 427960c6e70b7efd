"""The mean absolute error needs every residual: a second pass over the meshes, when asked."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from blendshape_face.data.anatomy.topology import COORDINATES

from ..frames.shards import Columns
from .blocks import Shared, block_of, blocks_of
from .plan import Job
from .regression import Fit


@dataclass
class Errors:
    """absolute: (folds, 1434), sums over frames of the absolute errors of each coordinate."""

    absolute: np.ndarray

    @classmethod
    def zeros(cls, folds: int) -> "Errors":
        return cls(np.zeros((folds, COORDINATES)))

    def add(self, other: "Errors") -> None:
        self.absolute += other.absolute

    def mean(self, frames: np.ndarray) -> np.ndarray:
        """Per coordinate and frame, (folds,), for the number of frames of each fold."""
        return self.absolute.mean(axis=1) / frames

    def arrays(self) -> dict[str, np.ndarray]:
        return {"absolute": self.absolute}

    def restore(self, arrays: dict[str, np.ndarray]) -> None:
        self.absolute = arrays["absolute"]


def held_out_maps(fits: list[Fit], shared: Shared) -> np.ndarray:
    """(folds, 1 + p, 1434): a @ map predicts y, both less the shift, by the fit without a fold."""
    return np.stack(
        [np.vstack([f.intercept + shared.shift_x @ f.coef - shared.shift_y, f.coef]) for f in fits]
    )


def shard_errors(
    job: Job, shared_and_maps: tuple[Shared, np.ndarray], each: Callable = map
) -> Errors:
    """The errors of the frames of one job, each by the map of its fold."""
    shared, maps = shared_and_maps
    errors = Errors.zeros(shared.folds)
    columns, meshes = job.shard.columns(shared.features), job.shard.meshes(job.count)
    work = partial(_block_errors, job, columns, meshes, shared, maps)
    for fold, absolute in each(work, blocks_of(job)):
        errors.absolute[fold] += absolute
    return errors


def _block_errors(
    job: Job,
    columns: Columns,
    meshes: np.ndarray,
    shared: Shared,
    maps: np.ndarray,
    chosen: np.ndarray,
) -> tuple[int, np.ndarray]:
    fold = int(job.folds[chosen[0]])
    a, y = block_of(job, columns, meshes, shared, chosen)
    y -= a @ maps[fold]
    return fold, np.abs(y, out=y).sum(axis=0)
