"""The second pass: sums of products from which every fit and score follows.

Double precision throughout, and about a shift near the means, so that nothing cancels later.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from blendshape_face.data.anatomy.topology import COORDINATES

from ..errors import TrainingError
from ..frames.shards import Columns
from .blocks import Shared, block_of, blocks_of
from .mirror import Mirror
from .plan import Job

BINS = 1000
"""Of the histogram of each feature and angle, from its lowest to its highest value."""


@dataclass
class Products:
    """Sums over frames of a a', a y' and y y, where a = [1 | inputs]; maybe for each fold.

    aa: (.., 1 + p, 1 + p). ay: (.., 1 + p, 1434). yy: (.., 1434).
    """

    aa: np.ndarray
    ay: np.ndarray
    yy: np.ndarray

    @classmethod
    def zeros(cls, folds: int, inputs: int) -> "Products":
        shapes = (1 + inputs, 1 + inputs), (1 + inputs, COORDINATES), (COORDINATES,)
        return cls(*(np.zeros((folds, *shape)) for shape in shapes))

    @classmethod
    def of(cls, a: np.ndarray, y: np.ndarray) -> "Products":
        return cls(a.T @ a, a.T @ y, np.einsum("ni,ni->i", y, y))

    def add(self, other: "Products") -> None:
        self.aa += other.aa
        self.ay += other.ay
        self.yy += other.yy

    def minus(self, other: "Products") -> "Products":
        return Products(self.aa - other.aa, self.ay - other.ay, self.yy - other.yy)

    def blended(self, other: "Products", share: float) -> "Products":
        """These, and `other` for a share."""
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return Products(*((1 - share) * mine + share * theirs for mine, theirs in pairs))

    def fold(self, number: int) -> "Products":
        """A view of one fold's; adding to it adds to the whole."""
        return Products(self.aa[number], self.ay[number], self.yy[number])

    def total(self) -> "Products":
        return Products(self.aa.sum(axis=0), self.ay.sum(axis=0), self.yy.sum(axis=0))


@dataclass
class Sums:
    """All that is kept of the frames.

    products: by fold. between: products of the groups' means, each counted as often as it has
        frames: products - between is what varies within groups. None unless groups are centered.
    open: number of a group -> sums of a and y over its frames in some of its shards.
    histogram: (F + 3, BINS) of features and angles.
    neutral: (1 + 1434,) the number of neutral frames, and the sum of their y.
    """

    products: Products
    between: Products | None
    open: dict[int, np.ndarray]
    histogram: np.ndarray
    neutral: np.ndarray

    @classmethod
    def zeros(cls, shared: Shared) -> "Sums":
        folds, inputs = shared.folds, len(shared.shift_x)
        return cls(
            products=Products.zeros(folds, inputs),
            between=None if shared.spans is None else Products.zeros(folds, inputs),
            open={},
            histogram=np.zeros((len(shared.low), BINS), np.int64),
            neutral=np.zeros(1 + COORDINATES),
        )

    def add(self, other: "Sums") -> None:
        self.products.add(other.products)
        if self.between and other.between:
            self.between.add(other.between)
        self.add_groups(other.open)
        self.histogram += other.histogram
        self.neutral += other.neutral

    def add_groups(self, groups: dict[int, np.ndarray]) -> None:
        for group, sums in groups.items():
            self.open[group] = self.open[group] + sums if group in self.open else sums

    def close(self, groups: Iterable[int], fold_of: Mapping[int, int] | np.ndarray) -> None:
        """Take groups of which all frames are there into `between`."""
        by_fold: dict[int, list[np.ndarray]] = {}
        for group in groups:
            sums = self.open.pop(group)
            by_fold.setdefault(int(fold_of[group]), []).append(sums / np.sqrt(sums[0]))
        for fold, means in by_fold.items():
            assert self.between
            a, y = np.split(np.stack(means), [len(means[0]) - COORDINATES], axis=1)
            self.between.fold(fold).add(Products.of(a, y))

    def mirror(self, inputs: Mirror, coordinates: Mirror) -> None:
        """Add the sums over the mirror images of all frames; the shift must be symmetric."""
        ones = Mirror(np.append(0, 1 + inputs.order), np.append(1, inputs.signs))
        for products in (self.products, self.between):
            if products:
                aa = ones.of(np.swapaxes(ones.of(products.aa), -1, -2))
                ay = coordinates.of(np.swapaxes(ones.of(np.swapaxes(products.ay, -1, -2)), -1, -2))
                products.add(Products(aa, ay, products.yy[..., coordinates.order]))
        channels = inputs.first(len(self.histogram))
        image = self.histogram[channels.order]
        image[channels.signs < 0] = image[channels.signs < 0, ::-1]
        self.histogram += image
        self.neutral += np.append(self.neutral[0], coordinates.of(self.neutral[1:]))

    def arrays(self) -> dict[str, np.ndarray]:
        result = vars(self.products) | {"histogram": self.histogram, "neutral": self.neutral}
        if self.between:
            result |= {f"between_{key}": array for key, array in vars(self.between).items()}
            result["open_groups"] = np.array(list(self.open), np.int64)
            result["open_sums"] = np.array(list(self.open.values()))
        return result

    def restore(self, arrays: dict[str, np.ndarray]) -> None:
        """Become what `arrays` were made of."""
        for key in vars(self.products):
            setattr(self.products, key, arrays[key])
            if self.between:
                setattr(self.between, key, arrays[f"between_{key}"])
        if self.between:
            self.open = dict(zip(arrays["open_groups"].tolist(), arrays["open_sums"], strict=True))
        self.histogram, self.neutral = arrays["histogram"], arrays["neutral"]


def shard_sums(job: Job, shared: Shared, each: Callable = map) -> Sums:
    """The sums over the frames of one job; `each` is a map that may use several threads."""
    sums = Sums.zeros(shared)
    columns, meshes = job.shard.columns(shared.features), job.shard.meshes(job.count)
    work = partial(_block_sums, job, columns, meshes, shared)
    for fold, products, histogram, neutral, groups in each(work, blocks_of(job)):
        sums.products.fold(fold).add(products)
        sums.histogram += histogram
        sums.neutral += neutral
        sums.add_groups(groups)
    if shared.spans is not None:
        whole = [group for group in sums.open if not shared.spans[group]]
        sums.close(whole, dict(zip(job.groups.tolist(), job.folds.tolist(), strict=True)))
    return sums


def _block_sums(
    job: Job, columns: Columns, meshes: np.ndarray, shared: Shared, chosen: np.ndarray
) -> tuple[int, Products, np.ndarray, np.ndarray, dict[int, np.ndarray]]:
    a, y = block_of(job, columns, meshes, shared, chosen)
    products = Products.of(a, y)
    if not np.isfinite(products.yy).all():
        row = job.rows[chosen][~np.isfinite(y).all(axis=1)][0]
        raise TrainingError(f"{job.shard.meshes_path.name}: frame {row} holds NaN or infinity")
    neutral, channels = job.neutral[chosen], len(shared.low)
    groups = {}
    if shared.spans is not None:
        numbers, starts = np.unique(job.groups[chosen], return_index=True)
        sums = np.concatenate([np.add.reduceat(a, starts), np.add.reduceat(y, starts)], axis=1)
        groups = dict(zip(numbers.tolist(), sums, strict=True))
    return (
        int(job.folds[chosen[0]]),
        products,
        _histogram(a[:, 1 : 1 + channels] + shared.shift_x[:channels], shared),
        np.concatenate([[neutral.sum()], y[neutral].sum(axis=0)]),
        groups,
    )


def _histogram(channels: np.ndarray, shared: Shared) -> np.ndarray:
    width = np.where(shared.high > shared.low, shared.high - shared.low, 1)
    bins = ((channels - shared.low) * (BINS / width)).astype(np.int64).clip(0, BINS - 1)
    bins += np.arange(len(shared.low)) * BINS
    return np.bincount(bins.ravel(), minlength=len(shared.low) * BINS).reshape(-1, BINS)
