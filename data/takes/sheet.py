"""A delimited text file: its header, and chosen columns of it in one pass."""

import csv
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..channels import CHANNELS, canonical_name
from ..errors import TakeError

if TYPE_CHECKING:
    import _csv

_PROBE_BYTES = 4096
_MISSING = {"", "nan", "na", "n/a", "none", "null"}
_SAVE_AS = "save it as a UTF-8 CSV file"


@dataclass(frozen=True)
class Sheet:
    """An open file whose first row, the header, was read. Rows count from 1, as in an editor.

    header: the column names, stripped; keys: the same in lower case, to look up columns by.
    """

    path: Path
    header: tuple[str, ...]
    keys: tuple[str, ...]
    _rows: "_csv.Reader"

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator["Sheet"]:
        """Raises TakeError for what is not a table of text with a header."""
        try:
            with path.open("rb") as stream:
                _refuse_other_files(path, stream.read(_PROBE_BYTES))
            # Only numbers and ASCII names matter: a path in another encoding does no harm.
            with path.open(encoding="utf-8-sig", errors="replace", newline="") as text:
                first = text.readline()
                text.seek(0)
                delimiter = max(",;\t", key=first.count)
                rows = csv.reader(text, delimiter=delimiter)
                header = tuple(name.strip() for name in next(rows))
                yield cls(path, header, tuple(name.lower() for name in header), rows)
        except OSError as error:
            raise TakeError(f"{path.name}: cannot be read ({error.strerror})") from error
        except csv.Error as error:
            raise TakeError(f"{path.name}: is not a CSV file ({error}); {_SAVE_AS}") from error

    def find(self, *keys: str) -> int | None:
        """Index of the first column with one of these names, in the order of the names."""
        return next((self.keys.index(key) for key in keys if key in self.keys), None)

    def channels(self) -> dict[str, int]:
        """Channel -> column; a name outside the table stays out. Raises TakeError for a channel
        that stands in two columns.
        """
        found: dict[str, int] = {}
        for index, column in enumerate(self.header):
            name = canonical_name(column)
            if name is None or CHANNELS[name].region == "pose":
                continue
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
        width = len(self.header)
        parse = [(index, (parsers or {}).get(index, _number)) for index in columns]
        table: list[list[float]] = []
        for row in self._rows:
            excess = len(row) - width
            if excess and row and not (excess == 1 and (extra_cell or not row[-1])):
                raise TakeError(
                    f"{self.path.name}, row {self._rows.line_num}: has {len(row)} cells where the "
                    f"header has {width}; was the file cut short or edited?"
                )
            if row:
                table.append([self._cell(row[index], index, read) for index, read in parse])
        if not table:
            raise TakeError(
                f"{self.path.name}: holds only its header; the recording is empty, record it again"
            )
        return np.array(table).reshape(-1, len(columns))

    def _cell(self, cell: str, column: int, parse: Callable[[str], float]) -> float:
        try:
            return parse(cell)
        except ValueError as error:
            if cell.strip().lower() in _MISSING:
                return math.nan
            raise TakeError(
                f"{self.path.name}, row {self._rows.line_num}, column {self.header[column]}: "
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


def _refuse_other_files(path: Path, start: bytes) -> None:
    if not start.strip():
        raise TakeError(f"{path.name}: is empty; record or export it again")
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise TakeError(f"{path.name}: is UTF-16 text; {_SAVE_AS}")
    if b"\0" in start:
        # Plain English text in UTF-16 has a zero in every second byte.
        half = start[0::2].count(0), start[1::2].count(0)
        if max(half) > len(start) // 4 and min(half) == 0:
            raise TakeError(f"{path.name}: is UTF-16 text; {_SAVE_AS}")
        raise TakeError(f"{path.name}: is a binary file, not a recording; choose a CSV file")
