"""A delimited table: chosen columns of it in one pass."""

import csv
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..channels import CHANNELS, canonical_name, channel_name, is_face_part
from ..errors import TakeError

_MISSING = {"", "nan", "na", "n/a", "none", "null"}
_DELIMITERS = ",;\t"


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
        table: list[list[float]] = []
        try:
            with self.path.open(encoding="utf-8-sig", errors="replace", newline="") as text:
                delimiter = _delimiter(text.readline())
                text.seek(0)
                rows = csv.reader(text, delimiter=delimiter)
                number = _number if delimiter == "," else _number_with_comma
                parse = [(index, (parsers or {}).get(index, number)) for index in columns]
                next(rows)
                for row in rows:
                    excess = len(row) - width
                    if excess and row and not (excess == 1 and (extra_cell or not row[-1])):
                        raise TakeError(
                            f"{name}, row {rows.line_num}: has {len(row)} cells where the header "
                            f"has {width}; was the file cut short or edited?"
                        )
                    if row:
                        table.append([self._cell(row[i], i, p, rows.line_num) for i, p in parse])
        except OSError as error:
            raise TakeError(f"{name}: cannot be read ({error.strerror})") from error
        except csv.Error as error:
            raise TakeError(
                f"{name}, row {len(table) + 2}: is not CSV ({error}); save it as a UTF-8 CSV file"
            ) from error
        if not table:
            raise TakeError(f"{name}: holds only its header; the recording is empty, record again")
        return np.array(table).reshape(-1, len(columns))

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


def _number(cell: str) -> float:
    try:
        number = float(cell)
    except ValueError:
        number = math.inf
    if math.isinf(number):
        raise ValueError("a number")
    return number


def _number_with_comma(cell: str) -> float:
    """Where cells are not parted by commas, a comma is a decimal point."""
    return _number(cell.replace(",", "."))
