"""What all kinds of files share: the names that may be clocks, and the choice among them."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from ...errors import TakeError
from ...reading_choices import AUTO, FRAMES, ROWS
from ..options import ReadOptions
from ..source import TakeFile
from .finding import Clock, Ticks, find_clock
from .names import Kind, Meaning, Rate, meaning_of, rate_of
from .stamps import Stamps

_CHOSEN = Meaning("time", rank=1)
"""Of a column that the user names as the clock, whatever it is called."""


def series_clock(
    title: str,
    ticks: np.ndarray,
    unit: str,
    values: np.ndarray,
    file: TakeFile,
    options: ReadOptions,
    rate: Rate | None = None,
) -> Clock:
    """The clock of a format that has one in a known unit, or FRAMES: ticks (n,) of n rows.

    title: for people; values: (n, k); rate: of frames, by the format. Raises TakeError.
    """
    kind: Kind = "count" if unit == FRAMES else "time"
    only = Ticks(title, title, ticks, Meaning(kind, unit), Stamps())
    return found_clock([only], values, options, rate, "row number", file)


def counted_clock(
    values: np.ndarray,
    file: TakeFile,
    options: ReadOptions,
    rate: Rate | None,
    what: str,
) -> Clock:
    """The clock of a format that has none: rows (n, k) are counted. Raises TakeError.

    rate: by the file or the format, None for the user's; what: is counted, such as `line number`.
    """
    return found_clock([], values, options, rate, what, file)


def found_clock(
    candidates: Sequence[Ticks],
    values: np.ndarray,
    options: ReadOptions,
    rate: Rate | None,
    what: str,
    file: TakeFile,
) -> Clock:
    has_face = np.any(np.isfinite(values), axis=1)
    try:
        return find_clock(candidates, has_face, options, rate, what)
    except ValueError as error:
        raise TakeError(f"{file.name}, {error}") from None


def meanings_of(
    names: Sequence[str],
    options: ReadOptions,
    units: Mapping[str, str] = MappingProxyType({}),
) -> dict[int, Meaning]:
    """Index -> meaning of the names that may be clocks or rates, or that the user chose."""
    source = options.clock.source
    if source == ROWS:
        return {}
    chosen = source.strip().lower()
    meanings: dict[int, Meaning] = {}
    for index, name in enumerate(names):
        key = name.strip().lower()
        meaning = meaning_of(name)
        if key in units:
            kind: Kind = "count" if units[key] == FRAMES else "time"
            meaning = Meaning(kind, units[key])
        is_chosen = source != AUTO and key == chosen
        if is_chosen and (meaning is None or meaning.kind == "rate"):
            meaning = _CHOSEN
        if meaning:
            meanings[index] = meaning
    return meanings


def surest_of(meanings: Mapping[int, Meaning]) -> int | None:
    """Index of the clock with the surest name, the first of these; None where all are doubtful."""
    clocks = [index for index, meaning in meanings.items() if meaning.is_sure]
    return min(clocks, key=lambda index: meanings[index].rank, default=None)


def constant_rate(ticks: np.ndarray) -> Rate | None:
    """The frame rate that stands in every row, (n,); None where it changes or is none."""
    rates = np.unique(ticks[np.isfinite(ticks)])
    return rate_of(float(rates[0])) if len(rates) == 1 else None
