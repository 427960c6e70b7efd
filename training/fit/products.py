"""Sums of products of the columns of a regression: all that least squares needs of its frames."""

from dataclasses import dataclass

import numpy as np
from blendshape_face.data.anatomy.topology import COORDINATES


@dataclass
class Products:
    """Sums over frames of a a', a y' and y y, where a = [1 | inputs]; maybe for each fold.

    aa: (.., 1 + p, 1 + p). ay: (.., 1 + p, 1434). yy: (.., 1434). All float64.
    """

    aa: np.ndarray
    ay: np.ndarray
    yy: np.ndarray

    @classmethod
    def zeros(
        cls,
        folds: int,
        inputs: int,
    ) -> "Products":
        """Step 5: of no frame yet, for each fold, with p inputs."""
        size = 1 + inputs
        return cls(
            aa=np.zeros((folds, size, size)),
            ay=np.zeros((folds, size, COORDINATES)),
            yy=np.zeros((folds, COORDINATES)),
        )

    @classmethod
    def of(
        cls,
        a: np.ndarray,
        y: np.ndarray,
    ) -> "Products":
        """Step 5: of some frames, a (n, 1 + p) and y (n, 1434)."""
        return cls(
            aa=a.T @ a,
            ay=a.T @ y,
            # Coordinates are never inputs, so that only their squares are needed.
            yy=np.einsum("ni,ni->i", y, y),
        )

    def add(self, other: "Products") -> None:
        """Step 5: take in products of other frames, of the same shapes."""
        # In place, as `fold` gives a view that is added to.
        self.aa += other.aa
        self.ay += other.ay
        self.yy += other.yy

    def minus(self, other: "Products") -> "Products":
        """Step 6: without some of the frames, such as those of a fold, in the same shapes."""
        return Products(
            aa=self.aa - other.aa,
            ay=self.ay - other.ay,
            yy=self.yy - other.yy,
        )

    def blend(
        self,
        other: "Products",
        share: float,
    ) -> "Products":
        """Step 5, with centered groups: these, and `other` for a share of 0 to 1."""
        # Everything that follows is linear in products: a blend of them is one of scatters.
        own = 1 - share
        return Products(
            aa=own * self.aa + share * other.aa,
            ay=own * self.ay + share * other.ay,
            yy=own * self.yy + share * other.yy,
        )

    def fold(self, number: int) -> "Products":
        """Step 6: one fold's, (1 + p, 1 + p) and so on: a view, through which all grow."""
        return Products(
            aa=self.aa[number],
            ay=self.ay[number],
            yy=self.yy[number],
        )

    def total(self) -> "Products":
        """Step 5: over all folds, (1 + p, 1 + p) and so on."""
        return Products(
            aa=self.aa.sum(axis=0),
            ay=self.ay.sum(axis=0),
            yy=self.yy.sum(axis=0),
        )

    def without(self, fold: int) -> "Products":
        """Step 6: over all folds but one, (1 + p, 1 + p) and so on."""
        # Less the fold instead of all others added up: the same work, however many folds.
        return self.total().minus(self.fold(fold))
