"""What options may hold, checked where they are read: argparse names the option in its message."""

import math
from argparse import ArgumentTypeError
from collections.abc import Callable
from pathlib import Path
from typing import Any

LAST_FRAME = 1_048_574
"""Of Blender's scenes."""
LONGEST = 1_000_000
"""Seconds."""


def number(low: float, high: float, read: Callable[[str], float] = float) -> Callable[[str], Any]:
    """A number from low to high, as a type for argparse. read: what makes it of a text."""

    def check(text: str) -> float:
        try:
            value = read(text)
        except ValueError:
            value = math.nan
        # NaN is neither above nor below anything, and so is refused here.
        if not low <= value <= high:
            kind = "whole number" if read is int else "number"
            raise ArgumentTypeError(f"{text!r} is no {kind} from {low} to {high}")
        return value

    return check


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number from low to high, as a type for argparse."""
    return number(low, high, int)


def file_path(suffix: str) -> Callable[[str], Path]:
    """The path of a file to write whose name ends in `suffix`, in upper or lower case."""

    def check(text: str) -> Path:
        path = Path(text)
        if path.suffix.lower() != suffix:
            raise ArgumentTypeError(f"{path.name}: its name must end in {suffix}")
        return path

    return check
