"""The rows of a delimited table: plain ones by blocks, from the first other one on one by one."""

import csv
import math
from array import array
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from io import BufferedReader, TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import TextIO, TypeVar

import numpy as np

from ..errors import TakeError
from .blocks import PADDING, Block, lay_out

LARGEST_NUMBER = 1e30
"""What is larger was not measured, and single precision cannot hold much more."""

Progress = Callable[[float], None]
Part = tuple[np.ndarray, np.ndarray]
"""Values (rows, channels) float32 and numbers (rows, others) float64, NaN for empty cells."""

_MISSING = {"", "nan", "na", "n/a", "none", "null"}
_DELIMITERS = ",;\t"
_ROWS_A_NOTICE = 500
_BLOCK_BYTES, _THREADS = 3 << 19, 2
"""What is made of a block mostly stays in a core's cache."""

_Made = TypeVar("_Made")


def silent(_share: float) -> None:
    """Progress that nobody watches."""


def delimiter_of(header: str) -> str:
    """What parts the cells of a table with this first row."""
    return max(_DELIMITERS, key=header.count)


@dataclass(frozen=True)
class CellParser:
    """How to read cells that are not numbers.

    one: a cell's text as a number; raises ValueError with what the cell should be.
    many: the same for the last 16 bytes of many cells, (n, 16) uint8, and the cells' sizes (n,);
        NaN for those that `one` must look at.
    """

    one: Callable[[str], float]
    many: Callable[[np.ndarray, np.ndarray], np.ndarray] | None = None


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
                size = max(self.path.stat().st_size, 1)
                header = stream.readline()
                delimiter = delimiter_of(header.decode("utf-8-sig", errors="replace"))
                line, offset = 1, 0
                if delimiter == "," and b'"' not in header:
                    line, offset = 2, len(header)
                    for piece in _side_by_side(_texts(stream, offset), self._piece):
                        if piece is None:
                            break
                        self._complete(piece, line)
                        yield piece.part
                        line, offset = line + len(piece.block), offset + piece.block.size
                        progress(offset / size)
                stream.seek(offset)
                with TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="") as text:
                    rows = _rows(text, delimiter, line)
                    yield self._careful(rows, delimiter, lambda: progress(stream.tell() / size))
        except OSError as error:
            raise TakeError(f"{self.path.name}: cannot be read ({error.strerror})") from error

    def _piece(self, text: bytearray) -> "_Piece | None":
        """What can be read of lines at once; None if they are not plain."""
        block = lay_out(text)
        if block is None or not self._fits(block.width, block.is_empty(-1)):
            return None
        values, values_read = block.numbers(self.channels)
        numbers = np.full((len(values), len(self.others)), np.nan)
        numbers_read = np.zeros(numbers.shape, bool)
        plain = [index for index, column in enumerate(self.others) if column not in self.parsers]
        columns = [self.others[index] for index in plain]
        numbers[:, plain], numbers_read[:, plain] = block.numbers(columns)
        for index, column in enumerate(self.others):
            parser = self.parsers.get(column)
            if parser and parser.many:
                numbers[:, index] = parser.many(*block.characters(column))
                numbers_read[:, index] = np.isfinite(numbers[:, index])
        part = values.astype(np.float32), numbers
        return _Piece(block, part, (_unread(values_read), _unread(numbers_read)))

    def _complete(self, piece: "_Piece", line: int) -> None:
        """Fill in the cells that were not read; `line` is the first row's."""
        for table, columns, cells in zip(
            piece.part, (self.channels, self.others), piece.unread, strict=True
        ):
            for row, index in cells:
                column = columns[index]
                text = piece.block.cell(row, column)
                table[row, index] = self._cell(text, column, line + row, _number)

    def _careful(
        self, rows: Iterator[tuple[int, list[str]]], delimiter: str, progress: Callable[[], None]
    ) -> Part:
        number = _number if delimiter == "," else _number_with_comma
        columns = [*self.channels, *self.others]
        # Packed doubles: a list of floats would take four times the memory.
        table, line = array("d"), 1
        try:
            for line, row in rows:
                if line % _ROWS_A_NOTICE == 0:
                    progress()
                if not row or line == 1:
                    continue
                if not self._fits(len(row), not row[-1]):
                    raise TakeError(
                        f"{self.path.name}, row {line}: has {len(row)} cells where the header "
                        f"has {len(self.header)}; was the file cut short or edited?"
                    )
                table.extend([self._cell(row[column], column, line, number) for column in columns])
        except csv.Error as error:
            raise TakeError(
                f"{self.path.name}, after row {line}: is not CSV ({error}); "
                "save it as a UTF-8 CSV file"
            ) from error
        cells = np.frombuffer(table).reshape(-1, len(columns))
        split = len(self.channels)
        return cells[:, :split].astype(np.float32), cells[:, split:]

    def _fits(self, width: int, last_is_empty: bool) -> bool:
        excess = width - len(self.header)
        return not excess or (excess == 1 and (self.extra_cell or last_is_empty))

    def _cell(self, text: str, column: int, line: int, number: Callable[[str], float]) -> float:
        parser = self.parsers.get(column)
        try:
            return parser.one(text) if parser else number(text)
        except ValueError as error:
            if text.strip().lower() in _MISSING:
                return math.nan
            raise TakeError(
                f"{self.path.name}, row {line}, column {self.header[column]}: "
                f"{text[:40]!r} is not {error}; correct or empty the cell"
            ) from None


@dataclass(frozen=True)
class _Piece:
    """A block, what was read of it, and (row, index) of the cells of both tables that were not."""

    block: Block
    part: Part
    unread: tuple[list[list[int]], list[list[int]]]


def _unread(read: np.ndarray) -> list[list[int]]:
    return [] if read.all() else np.argwhere(~read).tolist()


def _texts(stream: BufferedReader, offset: int) -> Iterator[bytearray]:
    """Whole lines from `offset` on, as lay_out takes them: behind PADDING."""
    size = _BLOCK_BYTES
    while True:
        text = bytearray(len(PADDING) + size)
        text[: len(PADDING)] = PADDING
        stream.seek(offset)
        with memoryview(text) as view:
            read = stream.readinto(view[len(PADDING) :])
        at_end = read < size
        end = len(PADDING) + read if at_end else text.rfind(b"\n") + 1
        if end > len(PADDING):
            del text[end:]
            if not text.endswith(b"\n"):
                text += b"\n"
            yield text
            offset += end - len(PADDING)
        elif not at_end:
            size *= 2  # a line longer than that
        if at_end:
            return


def _side_by_side(
    texts: Iterator[bytearray], work: Callable[[bytearray], _Made]
) -> Iterator[_Made]:
    """What `work` makes of the texts, in order, done in threads that stay just ahead."""
    waiting: deque[Future[_Made]] = deque()
    with ThreadPoolExecutor(_THREADS) as threads:
        for text in texts:
            waiting.append(threads.submit(work, text))
            if len(waiting) > _THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _rows(text: TextIO, delimiter: str, first: int) -> Iterator[tuple[int, list[str]]]:
    """Row numbers and cells. Lines without quotes, nearly all, are split four times as fast as the
    csv module does it; from the first quote on it takes over.
    """
    for number, line in enumerate(text, first):
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
