"""What one packet tells of a face, whatever its protocol."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..channels import HARD_RANGE
from ..errors import LiveError

MOST_NAMES = 512
"""Of one face; the largest vocabulary has a tenth of them."""
_LONGEST_NAME = 64
"""Characters of a channel's or a sender's name."""


@dataclass(frozen=True, eq=False)
class Frame:
    """One face at one moment.

    names: (k) channels; values: (k,) float32, NaN where nothing was measured.
    head: (3,) float32 Pitch, Yaw, Roll in radians as takes have them; None without head pose.
    time: seconds of the sender's own clock, from any origin; None where it has none.
    source: what the sender calls itself, if anything.
    number: the sender's count of its frames, which tells what was lost; None without one.
    face: which of several faces, from 0.
    is_whole: whether the sender says where a frame ends; without it several may be one moment.
    """

    names: tuple[str, ...]
    values: np.ndarray
    head: np.ndarray | None = None
    time: float | None = None
    source: str = ""
    number: int | None = None
    face: int = 0
    is_whole: bool = True


def plain_values(numbers: Iterable[float]) -> np.ndarray:
    """(k,) float32 within what a channel can hold, NaN where a number is not finite."""
    values = np.array(list(numbers), np.float64)
    values[~np.isfinite(values)] = np.nan
    return np.clip(values, *HARD_RANGE).astype(np.float32)


def plain_number(value: Any, what: str) -> float:
    """A number as it stands, NaN for null. Raises LiveError, which calls it `what`, for others."""
    if value is None:
        return math.nan
    # A truth value is a number to Python, but no tracker means that.
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise LiveError(f"{what} is no number")
    try:
        return float(value)
    except OverflowError:
        return math.inf


def plain_text(text: str) -> str:
    """What a panel can show of a text from outside: one short line."""
    shown = "".join(letter for letter in text if letter.isprintable())
    return shown[:_LONGEST_NAME]


def check_names(names: Sequence[str]) -> None:
    """Raises LiveError for more names, or longer ones, than a face has."""
    if len(names) > MOST_NAMES:
        raise LiveError(f"{len(names)} channels are too many for a face")
    if any(len(name) > _LONGEST_NAME for name in names):
        raise LiveError("a channel's name is too long")


def keep_value(kept: dict[str, float], name: str, value: float) -> None:
    """Keep what came last under a name. Raises LiveError for a name that no channel has."""
    check_names((name,))
    # Whoever sends ever new names fills no memory, and is heard with those that were first.
    if name in kept or len(kept) < MOST_NAMES:
        kept[name] = value
