"""Checks of numbers and channels. Each raises DesignError, and begins it with `where`."""

from typing import Any

from ..channels import POSE, canonical_name, names
from ..expressions import Cells, Values
from ..expressions import channel_values as any_values
from ..expressions import in_range as any_in_range
from .design import DesignError

LARGEST = 2.0
"""Of channels, either way, and of intensities: caricatures have room, percents are noticed."""


def channel_values(cells: Cells, where: str) -> Values:
    """The values that are not 0, from names in any spelling that data.channels knows."""
    written = list(cells)
    for name, _value in written:
        # A pose is the set's, not an expression's: each expression comes in each pose.
        if canonical_name(name) in names(POSE):
            raise DesignError(f"{where}: {name} is no part of an expression; see poses")
    return any_values(written, where, DesignError, LARGEST)


def in_range(
    value: Any,
    low: float,
    high: float,
    where: str,
) -> float:
    """The value, if it is a number from low to high."""
    return any_in_range(value, low, high, where, DesignError)
