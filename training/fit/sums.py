"""The second pass: sums over the frames from which every fit and score follows.

Double precision throughout, and about a shift near the means, so that nothing cancels later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from blendshape_face.data.anatomy.topology import COORDINATES

from .blocks import Shared
from .mirror import Mirror
from .products import Products

BINS = 1000
"""Of the histogram of each feature and angle, from its lowest to its highest value."""


@dataclass
class Sums:
    """All that is kept of the frames.

    products: by fold. between: products of the groups' means, each counted as often as it has
        frames: products - between is what varies within groups. None unless groups are centered.
    open: number of a group -> sums of a and y over its frames in some of its shards, one after
        the other in (1 + p + 1434,); the first is the number of those frames.
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
        """Step 5: of no frame yet, with `between` if groups are centered."""
        inputs = len(shared.shift_x)
        is_centered = shared.spans is not None
        return cls(
            products=Products.zeros(shared.folds, inputs),
            between=Products.zeros(shared.folds, inputs) if is_centered else None,
            open={},
            histogram=np.zeros((len(shared.low), BINS), np.int64),
            neutral=np.zeros(1 + COORDINATES),
        )

    def add(self, other: "Sums") -> None:
        """Step 5: take in the sums of another shard."""
        self.products.add(other.products)
        if self.between and other.between:
            self.between.add(other.between)
        # A group that is open in two shards is one here.
        self.add_groups(other.open)
        self.histogram += other.histogram
        self.neutral += other.neutral

    def add_groups(self, groups: dict[int, np.ndarray]) -> None:
        """Step 5, with centered groups: take in more frames of some groups, as in `open`."""
        for group, sums in groups.items():
            if group in self.open:
                sums = self.open[group] + sums
            self.open[group] = sums

    def close(
        self,
        groups: Iterable[int],
        fold_of: Mapping[int, int] | np.ndarray,
    ) -> None:
        """Step 5, with centered groups: take groups whose frames are all there into `between`.

        fold_of: the fold of each group by its number.
        """
        rows_of_folds: dict[int, list[np.ndarray]] = {}
        for group in groups:
            sums = self.open.pop(group)
            frames = sums[0]
            # The products of sum / sqrt(n) are those of the mean, n times: (s / n)^2 n = s^2 / n.
            row = sums / np.sqrt(frames)
            fold = int(fold_of[group])
            rows_of_folds.setdefault(fold, []).append(row)
        for fold, rows_of_fold in rows_of_folds.items():
            assert self.between
            rows = np.stack(rows_of_fold)
            a = rows[:, :-COORDINATES]
            y = rows[:, -COORDINATES:]
            self.between.fold(fold).add(Products.of(a, y))

    def mirror(
        self,
        inputs: Mirror,
        coordinates: Mirror,
    ) -> None:
        """Step 5, with mirror images: add those of all frames; the shift must be symmetric.

        Images of products are products of images, so no frame is needed for them.
        """
        # Of a = [1 | inputs], the 1 stays.
        ones = Mirror(
            order=np.append(0, 1 + inputs.order),
            signs=np.append(1, inputs.signs),
        )
        for products in (self.products, self.between):
            if products:
                products.add(_mirror_products(products, ones, coordinates))
        self.histogram += _mirror_histogram(self.histogram, inputs)
        frames = self.neutral[0]
        image = coordinates.of(self.neutral[1:])
        self.neutral += np.append(frames, image)

    def arrays(self) -> dict[str, np.ndarray]:
        """Step 5: all of it by the keys of the state file, for `restore`."""
        arrays = {
            "aa": self.products.aa,
            "ay": self.products.ay,
            "yy": self.products.yy,
            "histogram": self.histogram,
            "neutral": self.neutral,
        }
        if self.between:
            numbers = list(self.open)
            sums = list(self.open.values())
            arrays |= {
                "between_aa": self.between.aa,
                "between_ay": self.between.ay,
                "between_yy": self.between.yy,
                "open_groups": np.array(numbers, np.int64),
                "open_sums": np.array(sums),
            }
        return arrays

    def restore(self, arrays: dict[str, np.ndarray]) -> None:
        """Step 5: become what `arrays` were made of."""
        self.products = Products(
            aa=arrays["aa"],
            ay=arrays["ay"],
            yy=arrays["yy"],
        )
        self.histogram = arrays["histogram"]
        self.neutral = arrays["neutral"]
        if self.between:
            self.between = Products(
                aa=arrays["between_aa"],
                ay=arrays["between_ay"],
                yy=arrays["between_yy"],
            )
            numbers = arrays["open_groups"].tolist()
            self.open = dict(zip(numbers, arrays["open_sums"], strict=True))


def _mirror_products(
    products: Products,
    inputs: Mirror,
    coordinates: Mirror,
) -> Products:
    """The products of the mirror images; `inputs` mirrors a, (1 + p,)."""
    # A mirror works on the last axis. Of a a' it is needed on both, so the axes change places.
    of_columns = inputs.of(products.aa)
    aa = inputs.of(np.swapaxes(of_columns, -1, -2))
    # a a' is symmetric, so that it need not be turned back; a y' must be.
    of_rows = inputs.of(np.swapaxes(products.ay, -1, -2))
    ay = coordinates.of(np.swapaxes(of_rows, -1, -2))
    # Squares have no signs.
    yy = products.yy[..., coordinates.order]
    return Products(aa, ay, yy)


def _mirror_histogram(
    histogram: np.ndarray,
    inputs: Mirror,
) -> np.ndarray:
    """The histogram (F + 3, BINS) of the mirror images."""
    channels = inputs.first(len(histogram))
    image = histogram[channels.order]
    # An angle that changes its sign has the histogram from behind: its range is symmetric.
    is_reversed = channels.signs < 0
    image[is_reversed] = image[is_reversed, ::-1]
    return image
