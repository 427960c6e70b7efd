"""Values of channels as users write them, checked: in designs, in texts that are passed on."""

import math
from collections.abc import Iterable
from typing import Any

from ..channels import CHANNELS, canonical_name
from ..errors import FaceError

Values = dict[str, float]
"""Channel -> value; a channel that is not there is at rest."""

Cells = Iterable[tuple[str, Any]]
"""Names of channels as they are written, and what is written for them."""


def channel_values(
    cells: Cells,
    where: str,
    error: type[FaceError],
    largest: float,
) -> Values:
    """The values that are not 0, from names in any spelling that data.channels knows.

    largest: either way. Raises `error`, and begins it with `where`.
    """
    values: Values = {}
    for written, value in cells:
        # A slider's own name first: AU45 is read as AU43 elsewhere, and some models have both.
        channel = written if written in CHANNELS else canonical_name(written)
        if channel is None:
            raise error(f"{where}: there is no channel {written!r}; {_remedy(written)}")
        if channel in values:
            raise error(f"{where}: {channel} is there twice; take one out")
        place = f"{where}, {written}"
        values[channel] = in_range(value, -largest, largest, place, error)
    # A channel at 0 is one that is left out: both make the same expression.
    return {channel: value for channel, value in values.items() if value}


def _remedy(written: str) -> str:
    """What to do about a channel that nobody knows."""
    import difflib

    near = difflib.get_close_matches(written, CHANNELS, 1)
    if near:
        return f"did you mean {near[0]}?"
    return "see the sliders for the names"


def in_range(
    value: Any,
    low: float,
    high: float,
    where: str,
    error: type[FaceError],
) -> float:
    """The value, if it is a number from low to high. Raises `error`, and begins it with `where`."""
    # isinstance would take True and False for 1 and 0.
    is_number = type(value) in (int, float) and not math.isnan(value)
    if not is_number or not low <= value <= high:
        raise error(f"{where}: is {value!r}; it must be a number from {low:g} to {high:g}")
    return float(value)
