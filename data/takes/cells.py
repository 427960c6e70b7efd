"""What the text in one cell of a table means."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

LARGEST_NUMBER = 1e30
"""What is larger was not measured, and single precision cannot hold much more."""

MISSING = frozenset(
    {
        "",
        *("nan", "na", "n/a", "none", "null", "missing", ".", "?"),
        *("#n/a", "#na", "<na>", "#value!", "#div/0!", "#num!"),
        *("nan(ind)", "nan(snan)", "1.#ind", "1.#qnan", "1.#snan"),
    }
)
"""What trackers, spreadsheets, statistics programs and C write where nothing was measured, in lower
case and without a sign."""


@dataclass(frozen=True)
class CellParser:
    """How to read cells that are not numbers, such as timecodes.

    one: a cell's text as a number; raises ValueError with what the cell should be.
    many: the same for the last 16 bytes of many cells, (n, 16) uint8, and the cells' sizes (n,)
        in bytes; gives (n,) float64 with NaN for those that `one` must look at.
    reads_numbers: whether plain numbers are read as in any column, and `one` sees only the others.
    """

    one: Callable[[str], float]
    many: Callable[[np.ndarray, np.ndarray], np.ndarray] | None = None
    reads_numbers: bool = False


def parse_number(cell: str) -> float:
    """The number in a cell; "nan" is one, and `20%` is 0.2. Raises ValueError with what the cell
    should be.
    """
    try:
        number = float(cell)
    except ValueError:
        number = _percent(cell)
    # Also what float() itself reads as infinite, such as 1e999.
    if abs(number) > LARGEST_NUMBER:
        raise ValueError("a number")
    return number


def _percent(cell: str) -> float:
    """Of a cell that is no number alone; infinite where it is no percentage either."""
    text = cell.rstrip()
    try:
        return float(text.removesuffix("%")) / 100 if text.endswith("%") else math.inf
    except ValueError:
        return math.inf


def parse_number_with_comma(cell: str) -> float:
    """`0,25` as 0.25: where commas part cells, such a one stands in quotes. Raises ValueError."""
    return parse_number(cell.replace(",", "."))


def is_number(cell: str) -> bool:
    """Whether a cell is a number, perhaps with a decimal comma."""
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def is_missing(cell: str) -> bool:
    """Whether a cell says that nothing was measured."""
    return cell.strip().lstrip("+-").lower() in MISSING
