"""The mean absolute error needs every residual: a second pass over the meshes, when asked."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from blendshape_face.data.anatomy.topology import COORDINATES

from ..frames.shards import Columns
from .blocks import Shared, load_block, split_into_blocks
from .plan import Job
from .regression import Fit


@dataclass
class Errors:
    """absolute: (folds, 1434), sums over frames of the absolute errors of each coordinate."""

    absolute: np.ndarray

    @classmethod
    def zeros(cls, folds: int) -> "Errors":
        """Step 6: of no frame yet."""
        return cls(np.zeros((folds, COORDINATES)))

    def add(self, other: "Errors") -> None:
        """Step 6: take in the errors of another shard."""
        self.absolute += other.absolute

    def mean(self, frames: np.ndarray) -> np.ndarray:
        """Step 6: per coordinate and frame, (folds,), for the number of frames (folds,).

        In the units of the reference.
        """
        return self.absolute.mean(axis=1) / frames

    def arrays(self) -> dict[str, np.ndarray]:
        """Step 6: by the keys of the state file, for `restore`."""
        return {"absolute": self.absolute}

    def restore(self, arrays: dict[str, np.ndarray]) -> None:
        """Step 6: become what `arrays` were made of."""
        self.absolute = arrays["absolute"]


def held_out_maps(
    fits: list[Fit],
    shared: Shared,
) -> np.ndarray:
    """Step 6: (folds, 1 + p, 1434): a @ map predicts y, both less the shift, without a fold.

    fits: the fit without each fold.
    """
    maps = []
    for fit in fits:
        # Where all inputs less their shift are 0, the inputs are the shift.
        at_shift = fit.intercept + shared.shift_x @ fit.coef
        at_shift -= shared.shift_y
        maps.append(np.vstack([at_shift, fit.coef]))
    return np.stack(maps)


def shard_errors(
    job: Job,
    shared_and_maps: tuple[Shared, np.ndarray],
    each: Callable = map,
) -> Errors:
    """Step 6: the errors of the frames of one job, each by the map of its fold.

    shared_and_maps: with `held_out_maps` (folds, 1 + p, 1434), as all shards share them.
    """
    shared, maps = shared_and_maps
    errors = Errors.zeros(shared.folds)
    columns = job.shard.columns(shared.features)
    meshes = job.shard.meshes(job.count)
    # The maps are those of all folds, but each block is of one.
    work = partial(_block_errors, job, columns, meshes, shared, maps)
    for fold, absolute in each(work, split_into_blocks(job)):
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
    """The fold of a block (n,) and its absolute errors (1434,), summed over its frames."""
    fold = int(job.folds[chosen[0]])
    a, y = load_block(job, columns, meshes, shared, chosen)
    # In the thread's own buffer, of which nothing else is needed.
    y -= a @ maps[fold]
    np.abs(y, out=y)
    return fold, y.sum(axis=0)
