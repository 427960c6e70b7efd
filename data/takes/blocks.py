"""The plain part of a large table, a block of whole lines at a time, its numbers read by NumPy.

A cell of up to 16 characters is two 64-bit words; the digits of all cells are weighed at once,
eight a word. NumPy lets go of the interpreter meanwhile, so blocks can be read side by side. What
is not plain is left to the caller.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_WORD, _WINDOW = 8, 16
PADDING = bytes(_WINDOW) + b"\n"
"""What lines stand behind: then the first cell has a window and an edge before it too."""
_DIGITS = 15
"""A whole number of so many digits is exact in double precision."""


def _words(characters: Sequence[bytes]) -> np.ndarray:
    return np.array([np.frombuffer(window, "<u8") for window in characters])


def _every_byte(byte: int) -> np.uint64:
    return _words([bytes([byte]) * _WORD])[0, 0]


_TOP_BITS = _every_byte(0x80)
# By the number of decimals: how a cell of zeros ends, what added to the distance from that sets the
# top bit of whatever is no digit and not the point, the value of the digit above the point when
# the point counts as a digit, and by how much that is too high.
_ZEROS = _words([(b"0" * _WINDOW + b"." + b"0" * k)[-_WINDOW:] for k in range(_WINDOW)])
_ZEROS[0] = _every_byte(ord("0"))
_TO_TOP_BIT = np.where(_ZEROS.view(np.uint8) == ord("."), 0x7F, 0x80 - 10).astype(np.uint8)
_TO_TOP_BIT = _TO_TOP_BIT.view("<u8")
_ABOVE = np.array([1 << 63, *(10 ** (k + 1) for k in range(1, _WINDOW))], np.uint64)
_EXCESS = np.array([0, *(9 * 10**k for k in range(1, _WINDOW))], np.uint64)
_SCALE = 10.0 ** np.arange(_WINDOW)
# Neighboring digits, then pairs, then fours: weighed and added, moved down, the rest masked out.
_SUMS = np.array(
    [
        (10 << 8 | 1, 8, 0x00FF00FF00FF00FF),
        (100 << 16 | 1, 16, 0x0000FFFF0000FFFF),
        (10_000 << 32 | 1, 32, 0x00000000FFFFFFFF),
    ],
    np.uint64,
)


@dataclass(frozen=True)
class Block:
    """Lines of equally many cells without quotes, at least one.

    text: PADDING and the lines; width: cells in a line.
    edges: (rows * stride + 1,) what stands before, between and behind cells, counted from the
    newline that ends the padding; stride: `width`, or one more where a line ends in \\r\\n.
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
        """Where the cells of columns start and end: (rows, columns) each."""
        shape = len(self), self.stride
        starts = self.edges[:-1].reshape(shape)[:, : self.width].take(columns, axis=1)
        starts += 1
        return starts, self.edges[1:].reshape(shape)[:, : self.width].take(columns, axis=1)

    def cell(self, row: int, column: int) -> str:
        at = row * self.stride + column % self.width
        start, end = self.edges[at : at + 2] + _WINDOW
        return self.text[start + 1 : end].decode("utf-8", errors="replace")

    def is_empty(self, column: int) -> bool:
        """Whether all cells of a column are empty."""
        starts, ends = self.bounds([column])
        return bool((starts == ends).all())

    def characters(self, column: int) -> tuple[np.ndarray, np.ndarray]:
        """The last 16 bytes of a column's cells and of what comes before, (rows, 16) uint8, and the
        cells' sizes, (rows,).
        """
        starts, ends = self.bounds([column])
        return _windows(self.text, ends[:, 0]).view(np.uint8), (ends - starts)[:, 0]

    def numbers(self, columns: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        """Numbers (rows, columns) as float() gives them, and which of them were read.

        Read are empty cells, as NaN, and numbers of up to 15 digits without an exponent.
        """
        starts, ends = self.bounds(columns)
        if not ends.size:
            return np.empty(ends.shape), np.ones(ends.shape, bool)
        # Most tables have as many decimals everywhere; the other cells are looked at one by one.
        usual = np.bincount(_decimals(self.text, starts[0], ends[0])).argmax()
        values, read = _numbers(self.text, starts, ends, usual)
        others = np.nonzero(~read)
        if len(others[0]):
            starts, ends = starts[others], ends[others]
            decimals = _decimals(self.text, starts, ends)
            values[others], read[others] = _numbers(self.text, starts, ends, decimals)
            empty = tuple(index[starts == ends] for index in others)
            values[empty], read[empty] = np.nan, True
        return values, read


def _windows(text: bytearray, ends: np.ndarray) -> np.ndarray:
    windows = np.ndarray((len(text) - _WINDOW + 1,), f"V{_WINDOW}", text, 0, (1,))
    return windows[ends][..., None]


def _decimals(text: bytearray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Characters of cells behind their last point, 0 where there is none."""
    points = _windows(text, ends).view(np.uint8)[..., ::-1] == ord(".")
    behind = points.argmax(axis=-1)
    return np.where(behind < ends - starts, behind, 0)


def _numbers(
    text: bytearray, starts: np.ndarray, ends: np.ndarray, decimals: np.ndarray | np.intp
) -> tuple[np.ndarray, np.ndarray]:
    """What cells of so many decimals, one number or one a cell, hold, and which of them are such.

    In place wherever possible: memory traffic is what this costs.
    """
    negative = np.frombuffer(text, np.uint8, offset=_WINDOW)[starts] == ord("-")
    size = ends - starts
    size -= negative
    words = _windows(text, ends).view("<u8")
    high, low = words[..., 0], words[..., 1]
    # Exclusive or with zeros leaves the values of digits, and 0 for the point.
    high ^= _ZEROS[decimals, 0]
    low ^= _ZEROS[decimals, 1]
    _shift_out(high, _WINDOW - size)
    if np.min(decimals) < _WORD:  # else the point already shows that low is full
        _shift_out(low, np.maximum(_WORD - size, 0))
    wrong = high + _TO_TOP_BIT[decimals, 0]
    wrong |= low + _TO_TOP_BIT[decimals, 1]
    wrong |= high
    wrong |= low
    wrong &= _TOP_BITS
    read = wrong == 0
    read &= size > decimals
    read &= size <= _DIGITS + (decimals > 0)
    for weights, shift, mask in _SUMS:
        words *= weights
        words >>= shift
        words &= mask
    whole = high * np.uint64(10**_WORD)
    whole += low
    above = whole // _ABOVE[decimals]
    above *= _EXCESS[decimals]
    whole -= above
    values = whole / _SCALE[decimals]
    np.negative(values, out=values, where=negative)
    return values, read


def _shift_out(words: np.ndarray, characters: np.ndarray) -> None:
    """Zero the first so many characters; garbage where there are not 0 to 8."""
    bits = characters.view(np.uint64) << np.uint64(3)
    words >>= bits
    words <<= bits


def lay_out(text: bytearray) -> Block | None:
    """The cells of PADDING and lines that end in a newline; None if they are not plain."""
    first = text.find(b"\n", len(PADDING))
    width = text.count(b",", len(PADDING), first) + 1
    returns = text[first - 1] == ord("\r")
    stride = width + returns
    characters = np.frombuffer(text, np.uint8, offset=_WINDOW)
    marks = characters == ord("\n")
    rows = np.count_nonzero(marks) - 1
    marks |= characters == ord(",")
    if returns:  # a cell ends at \r, and there is nothing between that and \n
        marks |= characters == ord("\r")
    edges = np.flatnonzero(marks)
    if width == 1:  # an empty cell would be an empty line
        return None
    if len(edges) != rows * stride + 1 or text.find(b'"', len(PADDING)) >= 0:
        return None
    if not (characters[edges[::stride]] == ord("\n")).all():
        return None
    if returns and not (edges[width::stride] + 1 == edges[stride::stride]).all():
        return None
    return Block(text, edges, width, stride)
