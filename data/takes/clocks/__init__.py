"""The clock of a recording: which column or key it is, its unit, its rate, and which rows go on."""

from .candidates import counted_clock, series_clock
from .columns import TableClock
from .finding import Clock
from .names import Rate, file_rate, meaning_of
from .order import kept_rows
from .rates import HIGHEST_FPS, measured_rate
from .records import json_clock

__all__ = [
    "HIGHEST_FPS",
    "Clock",
    "Rate",
    "TableClock",
    "counted_clock",
    "file_rate",
    "json_clock",
    "kept_rows",
    "meaning_of",
    "measured_rate",
    "series_clock",
]
