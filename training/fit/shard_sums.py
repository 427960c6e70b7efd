"""The sums of one shard, block by block."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from ..errors import TrainingError
from ..frames.shards import Columns
from .blocks import Shared, load_block, split_into_blocks
from .plan import Job
from .products import Products
from .sums import BINS, Sums


class _BlockSums(NamedTuple):
    """What Sums takes in of one block, all of one fold; `groups` as in Sums.open."""

    fold: int
    products: Products
    histogram: np.ndarray
    neutral: np.ndarray
    groups: dict[int, np.ndarray]


def shard_sums(
    job: Job,
    shared: Shared,
    each: Callable = map,
) -> Sums:
    """Step 5: the sums over the frames of one job; `each` is a map that may use several threads.

    Raises TrainingError for meshes with NaN or infinity, or other anchors than the shard's.
    """
    sums = Sums.zeros(shared)
    columns = job.shard.columns(shared.features)
    meshes = job.shard.meshes(job.count)
    work = partial(_block_sums, job, columns, meshes, shared)
    for block in each(work, split_into_blocks(job)):
        sums.products.fold(block.fold).add(block.products)
        sums.histogram += block.histogram
        sums.neutral += block.neutral
        sums.add_groups(block.groups)
    if shared.spans is not None:
        # Groups with frames in other shards stay open until all of them are there.
        whole = [group for group in sums.open if not shared.spans[group]]
        numbers = job.groups.tolist()
        folds = job.folds.tolist()
        sums.close(whole, dict(zip(numbers, folds, strict=True)))
    return sums


def _block_sums(
    job: Job,
    columns: Columns,
    meshes: np.ndarray,
    shared: Shared,
    chosen: np.ndarray,
) -> _BlockSums:
    """The sums of a block (n,) of a job; meshes: (count, 478, 3) of its shard."""
    a, y = load_block(job, columns, meshes, shared, chosen)
    products = Products.of(a, y)
    # One number a coordinate shows as well as all of y whether a NaN is in it, and sooner.
    if not np.isfinite(products.yy).all():
        is_spoiled = ~np.isfinite(y).all(axis=1)
        row = job.rows[chosen][is_spoiled][0]
        raise TrainingError(f"{job.shard.meshes_path.name}: frame {row} holds NaN or infinity")
    channels = len(shared.low)
    # Histograms are of the values themselves, not of what is left by the shift.
    shifted = a[:, 1 : 1 + channels]
    values = shifted + shared.shift_x[:channels]
    neutral = y[job.neutral[chosen]]
    groups = {}
    if shared.spans is not None:
        groups = _group_sums(job.groups[chosen], a, y)
    return _BlockSums(
        fold=int(job.folds[chosen[0]]),
        products=products,
        histogram=_histogram(values, shared),
        neutral=np.append(len(neutral), neutral.sum(axis=0)),
        groups=groups,
    )


def _group_sums(
    groups: np.ndarray,
    a: np.ndarray,
    y: np.ndarray,
) -> dict[int, np.ndarray]:
    """Number of a group -> sums of a (n, 1 + p) and y (n, 1434) over its frames, (1 + p + 1434,).

    groups: (n,) in order, as `split_into_blocks` leaves them.
    """
    numbers, starts = np.unique(groups, return_index=True)
    sums_of_a = np.add.reduceat(a, starts)
    sums_of_y = np.add.reduceat(y, starts)
    sums = np.concatenate([sums_of_a, sums_of_y], axis=1)
    return dict(zip(numbers.tolist(), sums, strict=True))


def _histogram(
    channels: np.ndarray,
    shared: Shared,
) -> np.ndarray:
    """How often (F + 3, BINS) the features and angles (n, F + 3) are in each bin of their range."""
    extents = shared.high - shared.low
    # A channel that never varies has all of its frames in the first bin.
    extents = np.where(extents > 0, extents, 1)
    bins_per_unit = BINS / extents
    bins = (channels - shared.low) * bins_per_unit
    bins = bins.astype(np.int64).clip(0, BINS - 1)
    # Bins of all channels are counted at once, channel after channel: 0 to 999, 1000 to 1999 ..
    count = len(shared.low)
    bins += np.arange(count) * BINS
    counts = np.bincount(bins.ravel(), minlength=count * BINS)
    return counts.reshape(count, BINS)
