"""The clock of a table, from its columns."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from ..cells import CellParser
from ..options import ReadOptions
from ..source import TakeFile
from .candidates import constant_rate, found_clock, meanings_of, surest_of
from .finding import Clock, Ticks
from .names import Rate
from .stamps import NO_TIME, Stamps
from .timecodes import NO_TIMECODE


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
        self._meanings = meanings_of(header, options, units)
        what = NO_TIMECODE if has_timecodes else NO_TIME
        self._stamps = {column: Stamps(what) for column in self._meanings}
        self.columns = list(self._meanings)
        surest = surest_of(self._meanings)
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
                rate = constant_rate(ticks) or rate
                continue
            name = self._header[column]
            candidates.append(Ticks(name, f"column {name}", ticks, meaning, self._stamps[column]))
        return found_clock(candidates, values, self.options, rate, "row number", file)


def _lenient(parse: Callable[[str], float]) -> Callable[[str], float]:
    """The same parser, that takes for missing what is no time: the column may not be the clock."""

    def parse_or_miss(cell: str) -> float:
        try:
            return parse(cell)
        except ValueError:
            return np.nan

    return parse_or_miss
