"""The rows of a delimited table: plain ones by blocks, from the first other one on one by one."""

import csv
import math
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from typing import NamedTuple

import numpy as np

from ..errors import TakeError
from .blocks import Block, lay_out
from .cells import CellParser, is_missing, parse_number, parse_number_with_comma
from .content import Content, Stream
from .lines import Header, delimiter_of, split_lines, whole_lines, work_ahead
from .progress import Progress

_ROWS_A_NOTICE = 500
"""Rows between two notices of progress, where they are read one by one."""
_SHOWN = 40
"""Characters of a wrong cell that a message repeats."""


class Part(NamedTuple):
    """What was read of some rows, NaN for empty cells.

    values: (rows, channels) float32; numbers: (rows, others) float64.
    """

    values: np.ndarray
    numbers: np.ndarray


@dataclass(frozen=True)
class Rows:
    """What to read of the rows of a table; they are lines of the file and count from 1.

    top: where the header is. channels, others: columns; parsers: for those of `others` whose cells
        are not numbers.
    extra_cell: rows may end in one cell that the header does not name.
    """

    content: Content
    top: Header
    channels: Sequence[int]
    others: Sequence[int]
    parsers: Mapping[int, CellParser]
    extra_cell: bool

    @property
    def header(self) -> tuple[str, ...]:
        """The column names."""
        return self.top.cells

    def parts(self, progress: Progress) -> Iterator[Part]:
        """The rows in order, many at a time.

        Raises TakeError for rows of a wrong width and unreadable cells.
        """
        try:
            with self.content.open() as stream:
                yield from self._parts_of(stream, progress)
        except OSError as error:
            raise TakeError(f"{self.content.name}: cannot be read ({error.strerror})") from error

    def _parts_of(self, stream: Stream, progress: Progress) -> Iterator[Part]:
        """First blocks, as long as they are plain, then all of the remaining rows as one part."""
        # An emptied file has no size to divide by.
        size = max(self.content.size(), 1)
        delimiter = delimiter_of(self.top.text)
        # Where to go on one by one: at the first line, unless blocks come first.
        line = 1
        offset = 0
        before = b"".join(stream.readline() for _ in range(self.top.number))
        # A quote before the rows may hold a newline: then the next line is not the first row. A
        # lone return ends lines that are none here.
        has_returns = b"\r" in before.replace(b"\r\n", b"")
        is_plain = delimiter == "," and b'"' not in before and not has_returns
        if is_plain:
            line = self.top.number + 1
            offset = len(before)
            texts = whole_lines(stream, offset)
            for piece in work_ahead(texts, self._read_block):
                if piece is None:
                    break
                self._complete(piece, line)
                yield piece.part
                line += len(piece.block)
                offset += piece.block.size
                progress(offset / size)
        # Blocks were read ahead of what was used.
        stream.seek(offset)
        with TextIOWrapper(
            stream,
            encoding="utf-8-sig",
            errors="replace",
            newline="",
        ) as text:
            rows = split_lines(text, delimiter, line)
            yield self._read_one_by_one(
                rows,
                delimiter,
                lambda: progress(stream.tell() / size),
            )

    def _read_block(self, text: bytearray) -> "_Piece | None":
        """What can be read of lines at once; None if they are not plain."""
        block = lay_out(text)
        if block is None:
            return None
        last_is_empty = block.is_empty(-1)
        if not self._fits(block.width, last_is_empty):
            return None
        values, values_read = block.numbers(self.channels)
        numbers, numbers_read = self._read_others(block)
        return _Piece(
            block,
            # Blocks become single precision here, in the threads, not all at once at the end.
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
            if parser is None or parser.reads_numbers:
                plain.append(index)
            elif parser.many:
                characters, sizes = block.characters(column)
                parsed = parser.many(characters, sizes)
                numbers[:, index] = parsed
                read[:, index] = np.isfinite(parsed)
            # Else nothing is read: the parser looks at one cell after the other.
        columns = [self.others[index] for index in plain]
        plain_numbers, plain_read = block.numbers(columns)
        numbers[:, plain] = plain_numbers
        read[:, plain] = plain_read
        return numbers, read

    def _complete(self, piece: "_Piece", first_line: int) -> None:
        """Read, in place, the cells of a piece that could not be read at once."""
        values, numbers = piece.part
        self._fill_in(
            values,
            self.channels,
            piece.unread_values,
            piece.block,
            first_line,
        )
        self._fill_in(
            numbers,
            self.others,
            piece.unread_numbers,
            piece.block,
            first_line,
        )

    def _fill_in(
        self,
        table: np.ndarray,
        columns: Sequence[int],
        unread: Sequence[Sequence[int]],
        block: Block,
        first_line: int,
    ) -> None:
        """Read the cells that a block left over, such as those with an exponent, into a table
        (rows, columns). Raises TakeError.
        """
        for row, index in unread:
            column = columns[index]
            table[row, index] = self._read_cell(
                block.cell(row, column),
                column,
                first_line + row,
                parse_number,
            )

    def _read_one_by_one(
        self,
        rows: Iterator[tuple[int, list[str]]],
        delimiter: str,
        progress: Callable[[], None],
    ) -> Part:
        """All of the remaining rows, of which what is above them may be the first.

        Raises TakeError for rows of a wrong width, unreadable cells and what is not CSV.
        """
        columns = [*self.channels, *self.others]
        # Packed doubles: a list of floats would take four times the memory.
        table = array("d")
        line = 1
        try:
            for line, row in rows:
                if line % _ROWS_A_NOTICE == 0:
                    progress()
                # Blank lines, at the end above all, are no rows.
                if not row or line <= self.top.number:
                    continue
                self._check_width(row, line)
                for column in columns:
                    cell = self._read_cell(
                        row[column],
                        column,
                        line,
                        parse_number_with_comma,
                    )
                    table.append(cell)
        except csv.Error as error:
            raise TakeError(
                f"{self.content.name}, after row {line}: is not CSV ({error}); "
                "save it as a UTF-8 CSV file"
            ) from error
        cells = np.frombuffer(table).reshape(-1, len(columns))
        split = len(self.channels)
        values = cells[:, :split]
        numbers = cells[:, split:]
        return Part(values.astype(np.float32), numbers)

    def _check_width(self, row: list[str], line: int) -> None:
        """Raises TakeError for a row that has not as many cells as the header."""
        width = len(row)
        last_is_empty = not row[-1]
        if not self._fits(width, last_is_empty):
            expected = len(self.header)
            raise TakeError(
                f"{self.content.name}, row {line}: has {width} cells where the header "
                f"has {expected}; was the file cut short or edited?"
            )

    def _fits(self, width: int, last_is_empty: bool) -> bool:
        """Whether rows of so many cells belong to the header. Some tools end each with a comma."""
        excess = width - len(self.header)
        if excess == 1:
            return self.extra_cell or last_is_empty
        return excess == 0

    def _read_cell(
        self,
        text: str,
        column: int,
        line: int,
        parse: Callable[[str], float],
    ) -> float:
        """A cell as a number, by `parse` unless its column has a parser; NaN for a missing one.

        Raises TakeError with row and column.
        """
        parser = self.parsers.get(column)
        try:
            return parser.one(text) if parser else parse(text)
        except ValueError as error:
            # Asked only now: nearly all cells are numbers, and this is done for each.
            if is_missing(text):
                return math.nan
            name = self.header[column]
            if text.strip() == name:
                raise TakeError(
                    f"{self.content.name}, row {line}: the header comes again, as where two "
                    "recordings are joined; split the file there"
                ) from None
            shown = text[:_SHOWN]
            raise TakeError(
                f"{self.content.name}, row {line}, column {name}: "
                f"{shown!r} is not {error}; correct or empty the cell"
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
    if read.all():
        return []
    return np.argwhere(~read).tolist()
