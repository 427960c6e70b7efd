"""The clock of a table, from its columns, and of JSON, from the keys of its frames."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from ...errors import TakeError
from ..cells import LARGEST_NUMBER, CellParser, is_missing
from ..options import AUTO, FRAMES, ROWS, ReadOptions
from ..source import TakeFile
from .finding import Clock, Ticks, find_clock
from .names import UNITS, Kind, Meaning, Rate, file_rate, meaning_of, rate_of
from .stamps import NO_TIME, Stamps
from .timecodes import NO_TIMECODE

_CHOSEN = Meaning("time", rank=1)
"""Of a column that the user names as the clock, whatever it is called."""
_SHOWN = 40
"""Characters of a wrong time that a message repeats."""


class TableClock:
    """Finds the clock of a table: `columns` and `parsers` are for the sheet to read.

    has_timecodes: whether the format has timecodes, which are then read many at a time.
    units: column in lower case -> its unit in the format, or FRAMES.
    """

    def __init__(
        self,
        header: Sequence[str],
        options: ReadOptions,
        has_timecodes: bool = False,
        units: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.options = options
        self._header = header
        self._meanings = _meanings(header, options, units)
        what = NO_TIMECODE if has_timecodes else NO_TIME
        self._stamps = {column: Stamps(what) for column in self._meanings}
        self.columns = list(self._meanings)
        surest = _surest(self._meanings)
        self.parsers: dict[int, CellParser] = {}
        for column, stamps in self._stamps.items():
            # A wrong cell is told where the column is the clock; else it may hold anything.
            one = stamps.one if column == surest else _lenient(stamps.one)
            if has_timecodes and self._meanings[column].kind == "time":
                self.parsers[column] = CellParser(one, stamps.many)
            else:
                self.parsers[column] = CellParser(one, reads_numbers=True)

    @property
    def is_timecode(self) -> bool:
        """Whether the only clock holds timecodes, once they were read."""
        return len(self.columns) == 1 and self._stamps[self.columns[0]].kinds["timecode"] > 0

    def find(
        self,
        numbers: np.ndarray,
        values: np.ndarray,
        file: TakeFile,
        rate: Rate | None = None,
    ) -> Clock:
        """The clock of rows whose `columns` are numbers (n, m) and channels values (n, k).

        rate: frames a second of the format, where the file names none. Raises TakeError.
        """
        candidates: list[Ticks] = []
        for place, (column, meaning) in enumerate(self._meanings.items()):
            ticks = numbers[:, place]
            if meaning.kind == "rate":
                rate = _constant(ticks) or rate
                continue
            name = self._header[column]
            candidates.append(Ticks(name, f"column {name}", ticks, meaning, self._stamps[column]))
        return _found(candidates, values, self.options, rate, "row number", file)


def json_clock(
    frames: Sequence[Any],
    values: np.ndarray,
    file: TakeFile,
    options: ReadOptions,
    rate: Rate | None = None,
    units: Mapping[str, str] = MappingProxyType({}),
) -> Clock:
    """The clock of the frames of a JSON document, n of any kind; values: (n, k) of their channels.

    rate: frames a second of the format, where the file names none.
    units: key in lower case -> its unit in the format.
    Raises TakeError.
    """
    records = [_flat(frame) for frame in frames]
    # The keys in the order in which they come up.
    keys = list(dict.fromkeys(key for record in records for key in record))
    meanings = _meanings(keys, options, units)
    surest = _surest(meanings)
    candidates: list[Ticks] = []
    for index, meaning in meanings.items():
        key = keys[index]
        stamps = Stamps()
        is_strict = index == surest
        ticks = _ticks_of(records, key, stamps, file if is_strict else None)
        if meaning.kind == "rate":
            rate = _constant(ticks) or rate
        else:
            candidates.append(Ticks(key, key, ticks, meaning, stamps))
    candidates += _lists_beside(file.json, len(frames))
    rate = file_rate(file.json) or rate
    return _found(candidates, values, options, rate, "frame number", file)


def series_clock(
    title: str,
    ticks: np.ndarray,
    unit: str,
    values: np.ndarray,
    file: TakeFile,
    options: ReadOptions,
) -> Clock:
    """The clock of a format that has one in a known unit: ticks (n,) of n rows; values (n, k).

    title: for people. Raises TakeError.
    """
    only = Ticks(title, title, ticks, Meaning("time", unit), Stamps())
    return _found([only], values, options, None, "row number", file)


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
    return _found([], values, options, rate, what, file)


def _found(
    candidates: Sequence[Ticks],
    values: np.ndarray,
    options: ReadOptions,
    rate: Rate | None,
    what: str,
    file: TakeFile,
) -> Clock:
    has_face = ~np.isnan(values).all(axis=1)
    try:
        return find_clock(candidates, has_face, options, rate, what)
    except ValueError as error:
        raise TakeError(f"{file.name}, {error}") from None


def _meanings(
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


def _surest(meanings: Mapping[int, Meaning]) -> int | None:
    """Index of the clock with the surest name, the first of these."""
    clocks = [index for index, meaning in meanings.items() if meaning.kind != "rate"]
    return min(clocks, key=lambda index: meanings[index].rank, default=None)


def _lenient(parse: Any) -> Any:
    """The same parser, that takes for missing what is no time: the column may not be the clock."""

    def parse_or_miss(cell: str) -> float:
        try:
            return parse(cell)
        except ValueError:
            return np.nan

    return parse_or_miss


def _constant(ticks: np.ndarray) -> Rate | None:
    """The frame rate that stands in every row, (n,); None where it changes or is none."""
    rates = np.unique(ticks[np.isfinite(ticks)])
    return rate_of(float(rates[0])) if len(rates) == 1 else None


def _flat(frame: Any) -> Mapping[str, Any]:
    """The keys of a frame and of the objects in it, such as `metadata`; none of a mere list."""
    if not isinstance(frame, dict):
        return {}
    flat = dict(frame)
    for value in frame.values():
        if isinstance(value, dict) and not _is_moment(value):
            for key, inner in value.items():
                if meaning_of(key):
                    flat.setdefault(key, inner)
    return flat


def _is_moment(value: Any) -> bool:
    """Whether an object is a time in parts, as {"sec": 12, "nanosec": 500}."""
    if not isinstance(value, dict) or not value:
        return False
    units = [meaning_of(key) for key in value]
    return all(meaning and meaning.unit for meaning in units)


def _seconds_of(key: str) -> float:
    """Of a key that `_is_moment` has seen to name a unit."""
    meaning = meaning_of(key)
    return UNITS[meaning.unit] if meaning else np.nan


def _ticks_of(
    records: Sequence[Mapping[str, Any]],
    key: str,
    stamps: Stamps,
    strict_in: TakeFile | None,
) -> np.ndarray:
    """What is under a key in every frame, (n,), NaN where nothing is.

    strict_in: the file for the message, None where what is no time is missing.
    Raises TakeError.
    """
    ticks = np.full(len(records), np.nan)
    for index, record in enumerate(records):
        value = record.get(key)
        if value is None:
            continue
        try:
            ticks[index] = _tick_of(value, stamps)
        except ValueError:
            if strict_in:
                shown = str(value)[:_SHOWN]
                raise TakeError(
                    f"{strict_in.name}, frame {index}, {key}: {shown!r} is not {stamps.what}; "
                    "correct it"
                ) from None
    return ticks


def _tick_of(value: Any, stamps: Stamps) -> float:
    """A number, a text that is one or a time, or an object of parts. Raises ValueError."""
    if isinstance(value, str):
        return np.nan if is_missing(value) else stamps.one(value)
    if _is_moment(value):
        parts = [
            _tick_of(part, stamps) * UNITS[meaning_of(key).unit] for key, part in value.items()
        ]
        return sum(parts)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(stamps.what)
    if abs(value) > LARGEST_NUMBER:
        raise ValueError(stamps.what)
    return float(value)


def _lists_beside(content: Any, count: int) -> list[Ticks]:
    """Clocks that stand beside the frames as lists of times: {"timestamps": [0, 33], ..}."""
    found: list[Ticks] = []
    if not isinstance(content, dict):
        return found
    for key, value in content.items():
        meaning = meaning_of(key)
        if not meaning or meaning.kind == "rate" or not isinstance(value, list):
            continue
        if len(value) == count:
            stamps = Stamps()
            records = [{key: item} for item in value]
            ticks = _ticks_of(records, key, stamps, None)
            found.append(Ticks(key, key, ticks, meaning, stamps))
    return found
