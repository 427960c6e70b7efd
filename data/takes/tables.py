"""Writing a table: numbers as texts that read back the same, in a file that is whole or the old."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from ..errors import TakeError
from ..whole_files import whole_file

_FLOAT32 = ".9g"
"""How single precision is written: nine digits hold any of its numbers."""
_DECIMALS = 7
"""Of milliseconds, of frame indices and of a timecode's frames."""
_TIMECODE_BASE = 60
"""Frames a second of Live Link Face's timecodes."""
_DAY = 86_400
"""Seconds."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet computes begins so."""


def sample_texts(sample: np.ndarray) -> list[str]:
    """Cells of one row's numbers (k,) float32, empty for NaN."""
    texts = [format(value, _FLOAT32) for value in sample.tolist()]
    return ["" if text == "nan" else text for text in texts]


def decimal_text(number: float) -> str:
    """Without an exponent and without zeros at the end.

    >>> decimal_text(1033.3333333333), decimal_text(40.0), decimal_text(1e-9)
    ('1033.3333333', '40', '0')
    """
    text = f"{number:.{_DECIMALS}f}"
    return text.rstrip("0").removesuffix(".")


def timecode_text(time: float) -> str:
    """Seconds as HH:MM:SS:FF.fff, from midnight.

    >>> timecode_text(3661.25)
    '01:01:01:15.0000000'
    """
    # Whole ticks of a frame: a time just below a second would else be rounded up to its 60th frame.
    ticks_a_frame = 10**_DECIMALS
    ticks_a_second = _TIMECODE_BASE * ticks_a_frame
    all_ticks = round(time * ticks_a_second)
    all_seconds, ticks = divmod(all_ticks, ticks_a_second)
    frames, fraction = divmod(ticks, ticks_a_frame)
    all_minutes, seconds = divmod(all_seconds % _DAY, 60)
    hours, minutes = divmod(all_minutes, 60)
    clock = f"{hours:02}:{minutes:02}:{seconds:02}"
    return f"{clock}:{frames:02}.{fraction:0{_DECIMALS}}"


def clock_text(time: float) -> str:
    """Whole seconds as MM:SS."""
    minutes, seconds = divmod(int(time), 60)
    return f"{minutes:02}:{seconds:02}"


def text_cell(text: str) -> str:
    """A name from elsewhere as a cell that no spreadsheet takes for a formula.

    >>> text_cell("=cmd|' /C calc'!A1"), text_cell("ada.csv")
    ("'=cmd|' /C calc'!A1", 'ada.csv')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def write_table(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
) -> None:
    """Write a CSV with \\n at the ends of lines. Raises TakeError, and keeps the old file then."""
    with whole_file(path, TakeError) as part:
        _write(part, header, rows)


def _write(part: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    # Only the source's name can be outside ASCII, and any byte sequence of the system at that.
    with part.open("w", encoding="utf-8", errors="replace", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
