"""Matrices of which nearly all is 0: linear steps in which each row takes part of few others."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Sparse:
    """A matrix by its entries, sorted by row and then by column, none of them twice.

    shape: rows and columns. row, column, value: (n,) of each entry.
    """

    shape: tuple[int, int]
    row: np.ndarray
    column: np.ndarray
    value: np.ndarray

    @cached_property
    def _first_of_row(self) -> np.ndarray:
        """(rows + 1,) where each row's entries begin, and the end."""
        return np.searchsorted(self.row, np.arange(self.shape[0] + 1))

    def apply(self, rows: np.ndarray) -> np.ndarray:
        """(rows, k) the product with a dense matrix (columns, k)."""
        total = np.zeros((self.shape[0], rows.shape[1]))
        firsts = self._first_of_row
        is_present = firsts[:-1] < firsts[1:]
        if is_present.any():
            parts = self.value[:, None] * rows[self.column]
            total[is_present] = np.add.reduceat(parts, firsts[:-1][is_present], axis=0)
        return total

    def __matmul__(self, other: "Sparse") -> "Sparse":
        """The product of both: first `other`, then this one."""
        # Each entry meets all entries of the row of `other` that is its column.
        starts = other._first_of_row[self.column]
        lengths = other._first_of_row[self.column + 1] - starts
        entry = np.repeat(np.arange(len(self.row)), lengths)
        place_in_row = np.arange(len(entry)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        met = starts[entry] + place_in_row
        return sparse(
            (self.shape[0], other.shape[1]),
            self.row[entry],
            other.column[met],
            self.value[entry] * other.value[met],
        )

    def __add__(self, other: "Sparse") -> "Sparse":
        return sparse(
            self.shape,
            np.concatenate((self.row, other.row)),
            np.concatenate((self.column, other.column)),
            np.concatenate((self.value, other.value)),
        )

    def scale(self, factors: np.ndarray | float) -> "Sparse":
        """The matrix with each row times its factor (rows,), or all times one number."""
        by_row = np.broadcast_to(factors, self.shape[0])
        value = self.value * by_row[self.row]
        kept = value != 0
        return Sparse(self.shape, self.row[kept], self.column[kept], value[kept])

    def pick(self, rows: np.ndarray) -> "Sparse":
        """The matrix of some rows (k,), by their indices and in that order."""
        ones = np.ones(len(rows))
        chosen = Sparse((len(rows), self.shape[0]), np.arange(len(rows)), rows, ones)
        return chosen @ self


def sparse(
    shape: tuple[int, int],
    row: np.ndarray,
    column: np.ndarray,
    value: np.ndarray | float,
) -> Sparse:
    """The matrix with these entries (n,), in any order; those for one place are added up."""
    keys = row.astype(np.int64) * shape[1] + column
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    values = np.broadcast_to(value, len(keys))[order]
    is_first = np.ones(len(keys), bool)
    is_first[1:] = keys[1:] != keys[:-1]
    firsts = np.flatnonzero(is_first)
    total = np.add.reduceat(values, firsts) if len(firsts) else values
    rows, columns = np.divmod(keys[firsts], shape[1])
    return Sparse(shape, rows, columns, total)


def identity(count: int) -> Sparse:
    """The matrix that changes nothing."""
    places = np.arange(count)
    return Sparse((count, count), places, places, np.ones(count))


def stack(upper: Sparse, *others: Sparse) -> Sparse:
    """The rows of several matrices, one matrix after the other."""
    row = [upper.row]
    rows = upper.shape[0]
    for other in others:
        row.append(other.row + rows)
        rows += other.shape[0]
    matrices = (upper, *others)
    return Sparse(
        (rows, upper.shape[1]),
        np.concatenate(row),
        np.concatenate([matrix.column for matrix in matrices]),
        np.concatenate([matrix.value for matrix in matrices]),
    )
