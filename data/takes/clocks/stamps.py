"""A time as it stands in a cell: a number, a date, a time of day or a timecode."""

import re
from collections import Counter
from datetime import UTC, datetime
from threading import Lock
from typing import Literal

import numpy as np

from ..cells import LARGEST_NUMBER
from .timecodes import all_packed, packed_timecode

StampKind = Literal["number", "date", "time of day", "timecode"]

NO_TIME = "a time"
_TIME_OF_DAY = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2}(?:[.,]\d*)?)", re.ASCII)
_TWO_DECIMALS = re.compile(r"[.,]\d\d$")
"""`01:00:00.24` may be hundredths or, as some write drop frame, frames: the roll-over tells."""
_THREE_DIGITS = re.compile(r"[:;]\d{3}$")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_QUOTES = "\"'"
_DROP_MARKS = ";."


class Stamps:
    """How to read the times of one column or key; remembers what kinds of them there were.

    what: what a cell should be, for messages.
    kinds: kind -> number of cells, of those that were not plain numbers.
    drop_marks: number of timecodes that say by their last mark that labels were dropped.
    two_decimals: number of times of day that have as many, which may be frames.
    three_digits: number of timecodes whose frames have as many, which may be milliseconds.
    """

    def __init__(self, what: str = NO_TIME) -> None:
        self.what = what
        self.kinds: Counter[StampKind] = Counter()
        self._lock = Lock()
        self.drop_marks = 0
        self.two_decimals = 0
        self.three_digits = 0

    def one(self, cell: str) -> float:
        """A number, the seconds of a date or a time of day, or a packed timecode.

        Without a zone a date counts as UTC. Raises ValueError with what the cell should be.

        >>> stamps = Stamps()
        >>> stamps.one("1033,333"), stamps.one("2024-05-01T10:00:01.5Z"), stamps.one("00:01:02.5")
        (1033.333, 1714557601.5, 62.5)
        """
        text = cell.strip().strip(_QUOTES)
        if ":" not in text and ";" not in text:
            return self._number(text)
        clock = _TIME_OF_DAY.fullmatch(text)
        if not clock:
            packed = self._timecode(text)
            return self._date(text) if packed is None else packed
        self.kinds["time of day"] += 1
        hours, minutes, seconds = clock.groups(default="0")
        self.two_decimals += _TWO_DECIMALS.search(seconds) is not None
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds.replace(",", "."))

    def many(self, characters: np.ndarray, sizes: np.ndarray) -> np.ndarray:
        """Packed timecodes of many cells, as `CellParser.many` has them; the fast way."""
        packed = all_packed(characters, sizes)
        count = int(np.count_nonzero(np.isfinite(packed)))
        # Two blocks are read at a time.
        with self._lock:
            self.kinds["timecode"] += count
        return packed

    def kind_of(self, read: int) -> StampKind | None:
        """The kind of all `read` stamps; None where they are of several."""
        numbers = read - self.kinds.total()
        if not self.kinds or not self.kinds.total():
            return "number"
        kind, count = self.kinds.most_common(1)[0]
        return kind if count == self.kinds.total() and numbers <= 0 else None

    def _number(self, text: str) -> float:
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            return self._date(text)
        if not abs(number) <= LARGEST_NUMBER:
            raise ValueError(self.what)
        return number

    def _timecode(self, text: str) -> float | None:
        """Packed, or None for what is none."""
        try:
            packed, mark = packed_timecode(text)
        except ValueError:
            return None
        self.kinds["timecode"] += 1
        self.drop_marks += mark in _DROP_MARKS
        self.three_digits += _THREE_DIGITS.search(text) is not None
        return packed

    def _date(self, text: str) -> float:
        text = _DAY_FIRST.sub(r"\3-\2-\1", text.replace("/", "-"))
        try:
            date = datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(self.what) from None
        # Without a zone it would be in that of the computer, which may change its offset at night.
        if date.tzinfo is None:
            date = date.replace(tzinfo=UTC)
        self.kinds["date"] += 1
        return date.timestamp()
