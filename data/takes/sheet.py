"""A delimited table: chosen columns of it in one pass."""

import csv
import math
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import TextIO

import numpy as np

from ..channels import CHANNELS, canonical_name, channel_name, is_face_part
from ..errors import TakeError

_MISSING = {"", "nan", "na", "n/a", "none", "null"}
_DELIMITERS = ",;\t"
LARGEST_NUMBER = 1e30
"""What is larger was not measured, and single precision cannot hold much more."""


Progress = Callable[[float], None]
_ROWS_A_NOTICE = 500


def silent(_share: float) -> None:
    """Progress that nobody watches."""


def header_of(start: str) -> tuple[str, ...]:
    """The cells of a table's first row, stripped."""
    first = start.partition("\n")[0]
    try:
        return tuple(
            cell.strip() for cell in next(csv.reader([first], delimiter=_delimiter(first)))
        )
    except (csv.Error, StopIteration):
        return ()


def _delimiter(first: str) -> str:
    return max(_DELIMITERS, key=first.count)


@dataclass(frozen=True)
class Sheet:
    """A table with a header. Rows count from 1, the header's, as in an editor.

    header: the column names; keys: the same in lower case, to look up columns by.
    """

    path: Path
    header: tuple[str, ...]
    keys: tuple[str, ...]
    progress: Progress

    def find(self, *keys: str) -> int | None:
        """Index of the first column with one of these names, in the order of the names."""
        return next((self.keys.index(key) for key in keys if key in self.keys), None)

    def find_all(self, keys: Sequence[str]) -> list[int] | None:
        """Indices of these columns, or None unless all are there."""
        found = [self.find(key) for key in keys]
        return None if None in found else found  # type: ignore[return-value]

    def channels(self, others: Sequence[int] = ()) -> dict[str, int]:
        """Channel -> column, for every column that is a channel by its name or by `others`.

        A channel that no table row knows, such as tongueOut, keeps the file's own name.
        Raises TakeError for a channel that stands in two columns.
        """
        found: dict[str, int] = {}
        for index, column in enumerate(self.header):
            known = canonical_name(column)
            if known and CHANNELS[known].region == "pose":
                continue
            if known is None and index not in others and not is_face_part(column):
                continue
            name = channel_name(column)
            if name in found:
                raise TakeError(
                    f"{self.path.name}, row 1: columns {self.header[found[name]]!r} and {column!r} "
                    "are the same channel; delete one"
                )
            found[name] = index
        return found

    def read(
        self,
        columns: Sequence[int],
        parsers: Mapping[int, Callable[[str], float]] | None = None,
        extra_cell: bool = False,
    ) -> np.ndarray:
        """Read every row's cells of these columns: (n, len(columns)) float64, NaN for empty cells.

        parsers: column -> how to read its cells, where that is not as a number; raises ValueError
        with what the cell should be.
        extra_cell: rows may end in one cell that the header does not name.
        Raises TakeError for rows of a wrong width, unreadable cells and files without rows.
        """
        name, width = self.path.name, len(self.header)
        parsers = parsers or {}
        special = [(index, parsers[index]) for index in columns if index in parsers]
        plain = [index for index in columns if index not in parsers]
        # Packed doubles: a list of floats would take four times the memory.
        table = array("d")
        try:
            with self.path.open("rb") as stream:
                text = TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
                delimiter = _delimiter(text.readline())
                text.seek(0)
                number = _number if delimiter == "," else _number_with_comma
                careful = [*special, *((index, number) for index in plain)]
                rows = _rows(text, delimiter)
                next(rows)
                size = max(self.path.stat().st_size, 1)
                for line, row in rows:
                    if line % _ROWS_A_NOTICE == 0:
                        self.progress(stream.tell() / size)
                    excess = len(row) - width
                    if excess and row and not (excess == 1 and (extra_cell or not row[-1])):
                        raise TakeError(
                            f"{name}, row {line}: has {len(row)} cells where the header "
                            f"has {width}; was the file cut short or edited?"
                        )
                    if not row:
                        continue
                    try:
                        # The quick way for a row of good numbers, and its check.
                        cells = [float(row[index]) for index in plain]
                        if not -LARGEST_NUMBER < sum(cells) < LARGEST_NUMBER:
                            raise ValueError
                        table.extend([parse(row[index]) for index, parse in special])
                        table.extend(cells)
                    except ValueError:
                        del table[len(table) // len(columns) * len(columns) :]
                        table.extend([self._cell(row[i], i, parse, line) for i, parse in careful])
        except OSError as error:
            raise TakeError(f"{name}: cannot be read ({error.strerror})") from error
        except csv.Error as error:
            raise TakeError(
                f"{name}, after row {len(table) // len(columns) + 1}: is not CSV ({error}); "
                "save it as a UTF-8 CSV file"
            ) from error
        if not table:
            raise TakeError(f"{name}: holds only its header; the recording is empty, record again")
        read = [*(index for index, _ in special), *plain]
        result = np.frombuffer(table).reshape(-1, len(columns))
        return result[:, [read.index(index) for index in columns]] if special else result

    def _cell(self, cell: str, column: int, parse: Callable[[str], float], row: int) -> float:
        try:
            return parse(cell)
        except ValueError as error:
            if cell.strip().lower() in _MISSING:
                return math.nan
            raise TakeError(
                f"{self.path.name}, row {row}, column {self.header[column]}: "
                f"{cell[:40]!r} is not {error}; correct or empty the cell"
            ) from None


def _rows(text: TextIO, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Row numbers and cells. Lines without quotes, nearly all, are split four times as fast as the
    csv module does it; from the first quote on it takes over.
    """
    for number, line in enumerate(text, 1):
        if '"' in line:
            reader = csv.reader(chain([line], text), delimiter=delimiter)
            for row in reader:
                yield number - 1 + reader.line_num, row
            return
        line = line.rstrip("\r\n")
        yield number, line.split(delimiter) if line else []


def _number(cell: str) -> float:
    try:
        number = float(cell)
    except ValueError:
        number = math.inf
    if abs(number) > LARGEST_NUMBER:
        raise ValueError("a number")
    return number


def _number_with_comma(cell: str) -> float:
    """Where cells are not parted by commas, a comma is a decimal point."""
    return _number(cell.replace(",", "."))
