"""The plain part of a large table, a block of whole lines at a time.

Where its cells are is found by NumPy for all lines at once, and so are its numbers (`digits`). What
is not plain, such as a quote or a line of another width, is left to the caller.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from . import digits

PADDING = bytes(digits.WINDOW) + b"\n"
"""What lines stand behind: then the first cell has a window and an edge before it too."""

_NEWLINE = ord("\n")
_RETURN = ord("\r")
_COMMA = ord(",")


@dataclass(frozen=True)
class Block:
    """Lines of equally many cells without quotes, at least one.

    text: PADDING and the lines; width: cells in a line.
    edges: (rows * stride + 1,) what stands before, between and behind cells, counted from the
        newline that ends the padding. For `0.5,61\\n7,8\\n` these are 0, 4, 7, 9, 11.
    stride: edges a line: `width`, or one more where a line ends in \\r\\n.
    """

    text: bytearray
    edges: np.ndarray
    width: int
    stride: int

    def __len__(self) -> int:
        return (len(self.edges) - 1) // self.stride

    @property
    def size(self) -> int:
        """Bytes of the lines."""
        return len(self.text) - len(PADDING)

    def bounds(self, columns: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        """Where the cells of columns start and end, in bytes: (rows, columns) each."""
        shape = (len(self), self.stride)
        # A cell lies between two edges, so it starts behind the one and ends at the next. Of a
        # line's edges all but the \n after an \r have a cell behind them.
        before = self.edges[:-1].reshape(shape)
        behind = self.edges[1:].reshape(shape)
        starts = before.take(columns, axis=1)
        starts += 1
        ends = behind.take(columns, axis=1)
        return starts, ends

    def cell(self, row: int, column: int) -> str:
        """The text of one cell; columns may be counted from the end, as in lists."""
        column %= self.width
        at = row * self.stride + column
        before, behind = self.edges[at : at + 2]
        # Edges are counted from the newline that ends the padding.
        start = before + digits.WINDOW + 1
        end = behind + digits.WINDOW
        cell = self.text[start:end]
        return cell.decode("utf-8", errors="replace")

    def is_empty(self, column: int) -> bool:
        """Whether all cells of a column are empty; columns may be counted from the end."""
        column %= self.width
        starts, ends = self.bounds([column])
        return bool((starts == ends).all())

    def characters(self, column: int) -> tuple[np.ndarray, np.ndarray]:
        """The last 16 bytes of a column's cells and of what comes before, (rows, 16) uint8, and the
        cells' sizes in bytes, (rows,).
        """
        starts, ends = self.bounds([column])
        # One column of each: (rows, 1) without its dimension of 1.
        starts = starts.ravel()
        ends = ends.ravel()
        windows = digits.windows(self.text, ends)
        return windows.view(np.uint8), ends - starts

    def numbers(self, columns: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        """Numbers (rows, columns) as float() gives them, and which of them were read.

        Read are empty cells, as NaN, and numbers of up to 15 digits without an exponent.
        """
        starts, ends = self.bounds(columns)
        if not ends.size:
            nothing = np.empty(ends.shape)
            return nothing, np.ones(ends.shape, bool)
        # Most tables have as many decimals everywhere. One number for all is twice as
        # fast as one a cell (benchmarks/cell_numbers.py); only cells that it does not fit get
        # their own.
        usual = self._usual_decimals(starts, ends)
        values, read = digits.read_numbers(
            self.text,
            starts,
            ends,
            usual,
        )
        if not read.all():
            unread = np.nonzero(~read)
            others, are_read = self._unusual_numbers(starts[unread], ends[unread])
            values[unread] = others
            read[unread] = are_read
        return values, read

    def _usual_decimals(self, starts: np.ndarray, ends: np.ndarray) -> np.intp:
        """The most frequent number of decimals in the first of the rows (rows, columns)."""
        first_starts = starts[0]
        first_ends = ends[0]
        decimals = digits.count_decimals(self.text, first_starts, first_ends)
        return np.bincount(decimals).argmax()

    def _unusual_numbers(
        self,
        starts: np.ndarray,
        ends: np.ndarray,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Numbers (cells,) with decimals of their own or empty, and which of them were read."""
        decimals = digits.count_decimals(self.text, starts, ends)
        values, read = digits.read_numbers(
            self.text,
            starts,
            ends,
            decimals,
        )
        is_empty = starts == ends
        values[is_empty] = np.nan
        read |= is_empty
        return values, read


def lay_out(text: bytearray) -> Block | None:
    """The cells of PADDING and lines that end in a newline; None if they are not plain."""
    if text.find(b'"', len(PADDING)) >= 0:
        return None
    first_newline = text.find(b"\n", len(PADDING))
    commas = text.count(b",", len(PADDING), first_newline)
    width = commas + 1
    # In a single column an empty cell is an empty line, which is no row.
    if width == 1:
        return None
    has_returns = text[first_newline - 1] == _RETURN

    # From the padding's newline on: the first edge.
    characters = np.frombuffer(
        text,
        np.uint8,
        offset=digits.WINDOW,
    )
    marks = characters == _NEWLINE
    rows = np.count_nonzero(marks) - 1  # but for the padding's
    marks |= characters == _COMMA
    stride = width
    if has_returns:
        # A cell ends at \r; what is between that and \n, an empty cell, is skipped by the stride.
        marks |= characters == _RETURN
        stride += 1
    edges = np.flatnonzero(marks)

    # The right count of edges can still be shared out unevenly, as in `1,2\n3,4,5\n6\n`, which has
    # as many as three lines of two cells: every last edge of a line must be a newline.
    if len(edges) != rows * stride + 1:
        return None
    line_ends = edges[::stride]
    are_newlines = characters[line_ends] == _NEWLINE
    if not are_newlines.all():
        return None
    if has_returns:
        returns = edges[width::stride]
        are_before_newlines = returns + 1 == line_ends[1:]
        if not are_before_newlines.all():
            return None
    return Block(
        text,
        edges,
        width,
        stride,
    )
