"""The lines of a large file: whole ones, many at a time, and from somewhere on one by one."""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from typing import NamedTuple, TextIO, TypeVar

from .blocks import PADDING
from .cells import is_number
from .content import Stream

BLOCK_BYTES = 3 << 19
"""1.5 MiB of lines at a time: what is made of them mostly stays in a core's cache."""
THREADS = 2
"""They run side by side, since NumPy lets go of the interpreter; each has a block in memory."""

_DELIMITERS = ",;\t"
_RARE_DELIMITER = "|"
"""Of tables without any of the usual ones: it also stands within names, as in `face|jawOpen`."""
LINE_END = re.compile(r"\r\n|\r|\n")
_MOST_BEFORE = 50
"""Lines before a header."""
_COMPARED = 5
"""Rows below a header that tell how many cells it should have."""
_SEPARATOR = re.compile(r'"?sep=(.)', re.IGNORECASE)
"""How spreadsheets say in a first line what parts cells."""

_Made = TypeVar("_Made")


class Header(NamedTuple):
    """Where a table's header is. number: of its line, from 1; cells: stripped; below: those of the
    first rows, as far as these are there.
    """

    number: int
    text: str
    cells: tuple[str, ...]
    below: tuple[tuple[str, ...], ...]


def delimiter_of(header: str) -> str:
    """What parts the cells of a table with this header: the most frequent of the usual three, or a
    bar.
    """
    usual = max(_DELIMITERS, key=header.count)
    return _RARE_DELIMITER if usual not in header and _RARE_DELIMITER in header else usual


def find_header(start: str) -> Header:
    """The header of a table that starts so: of its first lines without a number the longest one
    that has as many cells as one of those below it.

    What is before it, such as a title, comments or what spreadsheets write, has fewer cells. Rows
    may have one cell more than their header. Where no line fits it is the first.

    >>> rows = ["sep=;", "# by Anna", "", "time;jawOpen", "0,1;0,5"]
    >>> find_header(chr(10).join(rows)).cells
    ('time', 'jawOpen')
    """
    lines = LINE_END.split(start, _MOST_BEFORE + 1)
    filled = [number for number, line in enumerate(lines) if line.strip()]
    for extra_cells in (0, 1):
        found: list[Header] = []
        for place, number in enumerate(filled):
            compared = [lines[row] for row in filled[place + 1 : place + 1 + _COMPARED]]
            header = _header_at(number + 1, lines[number], compared)
            width = len(header.cells) + extra_cells
            if header.cells and any(len(row) == width for row in header.below):
                found.append(header)
        if found:
            return max(found, key=lambda header: len(header.cells))
    number = filled[0] if filled else 0
    return Header(number + 1, lines[number], _cells_of(lines[number]), ())


def _header_at(number: int, line: str, below: Sequence[str]) -> Header:
    """A line as a header, without cells where it is none; below: the next lines."""
    cells = _cells_of(line)
    if len(cells) < 2 or _SEPARATOR.match(line) or any(map(is_number, cells)):
        return Header(number, line, (), ())
    delimiter = delimiter_of(line)
    return Header(number, line, cells, tuple(_cells_of(row, delimiter) for row in below))


def _cells_of(line: str, delimiter: str = "") -> tuple[str, ...]:
    """The cells of one line, stripped; none where it is not CSV."""
    # One line alone: a quote that is never closed would make the whole file its cell.
    reader = csv.reader([line], delimiter=delimiter or delimiter_of(line))
    try:
        cells = next(reader)
    except (csv.Error, StopIteration):
        return ()
    return tuple(cell.strip() for cell in cells)


def whole_lines(stream: Stream, offset: int) -> Iterator[bytearray]:
    """A file's lines from a byte on, as `lay_out` wants them: behind PADDING, each with its \\n.

    About BLOCK_BYTES at a time, more where a single line is longer. The file's last line gets the
    newline that it may lack. The position in the stream is set for each text, so that the caller
    may move it.
    """
    size = BLOCK_BYTES
    padding = len(PADDING)
    at_end = False
    while not at_end:
        text = bytearray(padding + size)
        text[:padding] = PADDING
        stream.seek(offset)
        # Read in place: a megabyte that is read and then joined to the padding is copied twice.
        with memoryview(text) as view:
            read = stream.readinto(view[padding:])
        at_end = read < size
        # What is behind the last newline, the beginning of a line, is read again with what follows.
        last_newline = text.rfind(b"\n")
        end = padding + read if at_end else last_newline + 1
        if end > padding:
            del text[end:]
            if not text.endswith(b"\n"):
                text += b"\n"
            yield text
            offset += end - padding
        else:
            # Not one whole line was in it.
            size *= 2


def work_ahead(texts: Iterator[bytearray], work: Callable[[bytearray], _Made]) -> Iterator[_Made]:
    """What `work` makes of the texts, in order, done in threads that stay just ahead.

    Only the caller's thread takes texts, so that they may come from one stream. At most one more
    text than there are threads waits at a time: a long file is never in memory as a whole.
    """
    waiting: deque[Future[_Made]] = deque()
    with ThreadPoolExecutor(THREADS) as threads:
        for text in texts:
            waiting.append(threads.submit(work, text))
            if len(waiting) > THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def split_lines(
    text: TextIO,
    delimiter: str,
    first: int,
) -> Iterator[tuple[int, list[str]]]:
    """Numbers of rows, `first` that of the first, and their cells; no cells for an empty line.

    Lines without quotes, nearly all, are split four times as fast as the csv module does it; from
    the first quote on it takes over, since a quoted cell may hold delimiters and newlines.
    """
    for number, line in enumerate(text, first):
        if '"' in line:
            rest = chain([line], text)
            reader = csv.reader(rest, delimiter=delimiter)
            before = number - 1
            for row in reader:
                # The reader counts lines, of which a quoted cell may hold several.
                yield before + reader.line_num, row
            return
        line = line.rstrip("\r\n")
        cells = line.split(delimiter) if line else []
        yield number, cells
