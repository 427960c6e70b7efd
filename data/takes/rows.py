"""The rows of a delimited table: plain ones by blocks, from the first other one on one by one."""

import csv
import math
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..errors import TakeError
from .blocks import Block, lay_out
from .cells import CellParser, is_missing, parse_number, parse_number_with_comma
from .lines import delimiter_of, split_lines, whole_lines, work_ahead
from .progress import Progress

_ROWS_A_NOTICE = 500
"""Rows between two notices of progress, where they are read one by one."""


class Part(NamedTuple):
    """What was read of some rows, NaN for empty cells.

    values: (rows, channels) float32; numbers: (rows, others) float64.
    """

    values: np.ndarray
    numbers: np.ndarray


@dataclass(frozen=True)
class Rows:
    """What to read of the rows of a table; they count from 1, the header's, as in an editor.

    channels, others: columns; parsers: for those of `others` whose cells are not numbers.
    extra_cell: rows may end in one cell that the header does not name.
    """

    path: Path
    header: tuple[str, ...]
    channels: Sequence[int]
    others: Sequence[int]
    parsers: Mapping[int, CellParser]
    extra_cell: bool

    def parts(self, progress: Progress) -> Iterator[Part]:
        """The rows in order, many at a time.

        Raises TakeError for rows of a wrong width and unreadable cells.
        """
        try:
            with self.path.open("rb") as stream:
                yield from self._parts_of(stream, progress)
        except OSError as error:
            raise TakeError(f"{self.path.name}: cannot be read ({error.strerror})") from error

    def _parts_of(self, stream: BufferedReader, progress: Progress) -> Iterator[Part]:
        size = max(self.path.stat().st_size, 1)
        header = stream.readline()
        delimiter = delimiter_of(header.decode("utf-8-sig", errors="replace"))
        # Where to go on one by one: at the header, unless blocks come first.
        line = 1
        offset = 0
        # A quote in the header may hold a newline: then the next line is not the first row.
        is_plain = delimiter == "," and b'"' not in header
        if is_plain:
            line = 2
            offset = len(header)
            for piece in work_ahead(whole_lines(stream, offset), self._read_block):
                if piece is None:
                    break
                self._complete(piece, line)
                yield piece.part
                line += len(piece.block)
                offset += piece.block.size
                progress(offset / size)
        stream.seek(offset)
        with TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="") as text:
            yield self._read_one_by_one(
                split_lines(text, delimiter, line),
                delimiter,
                lambda: progress(stream.tell() / size),
            )

    def _read_block(self, text: bytearray) -> "_Piece | None":
        """What can be read of lines at once; None if they are not plain."""
        block = lay_out(text)
        if block is None or not self._fits(block.width, block.is_empty(-1)):
            return None
        values, values_read = block.numbers(self.channels)
        numbers, numbers_read = self._read_others(block)
        return _Piece(
            block,
            Part(values.astype(np.float32), numbers),
            unread_values=_places_of_unread(values_read),
            unread_numbers=_places_of_unread(numbers_read),
        )

    def _read_others(self, block: Block) -> tuple[np.ndarray, np.ndarray]:
        """Numbers (rows, others) float64 of a block, and which of them were read."""
        shape = (len(block), len(self.others))
        numbers = np.full(shape, np.nan)
        read = np.zeros(shape, bool)
        plain: list[int] = []
        for index, column in enumerate(self.others):
            parser = self.parsers.get(column)
            if parser is None:
                plain.append(index)
            elif parser.many:
                numbers[:, index] = parser.many(*block.characters(column))
                read[:, index] = np.isfinite(numbers[:, index])
        columns = [self.others[index] for index in plain]
        numbers[:, plain], read[:, plain] = block.numbers(columns)
        return numbers, read

    def _complete(self, piece: "_Piece", first_line: int) -> None:
        """Read, in place, the cells of a piece that could not be read at once."""
        for row, index in piece.unread_values:
            column = self.channels[index]
            text = piece.block.cell(row, column)
            cell = self._read_cell(text, column, first_line + row, parse_number)
            piece.part.values[row, index] = cell
        for row, index in piece.unread_numbers:
            column = self.others[index]
            text = piece.block.cell(row, column)
            cell = self._read_cell(text, column, first_line + row, parse_number)
            piece.part.numbers[row, index] = cell

    def _read_one_by_one(
        self,
        rows: Iterator[tuple[int, list[str]]],
        delimiter: str,
        progress: Callable[[], None],
    ) -> Part:
        """All of the remaining rows, of which the header may be the first.

        Raises TakeError for rows of a wrong width, unreadable cells and what is not CSV.
        """
        parse = parse_number if delimiter == "," else parse_number_with_comma
        columns = [*self.channels, *self.others]
        # Packed doubles: a list of floats would take four times the memory.
        table = array("d")
        line = 1
        try:
            for line, row in rows:
                if line % _ROWS_A_NOTICE == 0:
                    progress()
                if not row or line == 1:
                    continue
                self._check_width(row, line)
                for column in columns:
                    table.append(self._read_cell(row[column], column, line, parse))
        except csv.Error as error:
            raise TakeError(
                f"{self.path.name}, after row {line}: is not CSV ({error}); "
                "save it as a UTF-8 CSV file"
            ) from error
        cells = np.frombuffer(table).reshape(-1, len(columns))
        split = len(self.channels)
        return Part(cells[:, :split].astype(np.float32), cells[:, split:])

    def _check_width(self, row: list[str], line: int) -> None:
        """Raises TakeError for a row that has not as many cells as the header."""
        last_is_empty = not row[-1]
        if not self._fits(len(row), last_is_empty):
            raise TakeError(
                f"{self.path.name}, row {line}: has {len(row)} cells where the header "
                f"has {len(self.header)}; was the file cut short or edited?"
            )

    def _fits(self, width: int, last_is_empty: bool) -> bool:
        """Whether rows of so many cells belong to the header. Some tools end each with a comma."""
        excess = width - len(self.header)
        if excess == 1:
            return self.extra_cell or last_is_empty
        return excess == 0

    def _read_cell(self, text: str, column: int, line: int, parse: Callable[[str], float]) -> float:
        """A cell as a number, by `parse` unless its column has a parser; NaN for a missing one.

        Raises TakeError with row and column.
        """
        parser = self.parsers.get(column)
        try:
            return parser.one(text) if parser else parse(text)
        except ValueError as error:
            if is_missing(text):
                return math.nan
            raise TakeError(
                f"{self.path.name}, row {line}, column {self.header[column]}: "
                f"{text[:40]!r} is not {error}; correct or empty the cell"
            ) from None


@dataclass(frozen=True)
class _Piece:
    """A block and what was read of it, with the (row, index) of the cells of either table that
    still are to be read one by one.
    """

    block: Block
    part: Part
    unread_values: list[list[int]]
    unread_numbers: list[list[int]]


def _places_of_unread(read: np.ndarray) -> list[list[int]]:
    """(row, index) of what is False in a table (rows, columns), mostly nothing."""
    return [] if read.all() else np.argwhere(~read).tolist()
