"""A recording's file before its format is known: what it starts with, and its content as JSON."""

import json
from collections.abc import Mapping
from functools import cached_property
from json import JSONDecodeError
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import TakeError
from .arrays import ArrayTable, are_arrays, read_arrays
from .content import open_content
from .lines import LINE_END, Header, find_header
from .progress import Progress, silent
from .sheet import Sheet

_PROBE_BYTES = 1 << 18
"""A header of 2,000 columns, as py-feat writes, takes less than a tenth of that."""
_LARGEST_JSON = 1 << 30
"""Bytes. It is parsed as a whole, and takes more memory than its text."""
_ABOVE_ARRAYS = -1
"""The number of a header above rows that count from 0, as those of arrays do."""
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MORE_BEHIND = "Extra data"
"""What Python's parser says where a first value is whole, as in a file with one a line."""
_REMEDY_UTF16 = "is UTF-16 text; save it as UTF-8 text"


class TakeFile:
    """Raises TakeError for a file that cannot be read or is not text.

    name: without its folder, as all messages begin.
    start: its beginning as text, enough for any header.
    unread: names of what it holds and the reader left, once it was read.
    progress: told now and then which share of the file was read; what it raises ends that.
    """

    def __init__(self, path: Path, progress: Progress = silent) -> None:
        self.path = path
        self.name = path.name
        self.progress = progress
        self.unread: list[str] = []
        self._arrays: ArrayTable | None = None
        try:
            self._content = open_content(path)
            with self._content.open() as stream:
                start = stream.read(_PROBE_BYTES)
        except OSError as error:
            raise self._unreadable(error) from error
        if are_arrays(start):
            self._arrays = read_arrays(self._content)
            # Nobody looks for texts in it.
            start = b""
        else:
            _refuse_other_files(path, start)
        # Only numbers and ASCII names matter: a path in another encoding does no harm.
        self.start = start.decode("utf-8-sig", errors="replace")
        self._json: Any = None
        self._is_parsed = False

    @property
    def is_json(self) -> bool:
        """Whether the content can only be JSON, by its first character; it may be broken."""
        content = self.start.strip()
        return content.startswith(("{", "[")) or content == "null"

    @property
    def is_arrays(self) -> bool:
        """Whether it is a file of NumPy's."""
        return self._arrays is not None

    @property
    def arrays(self) -> Mapping[str, np.ndarray]:
        """The arrays of a file of NumPy's by name, none of any other."""
        return self._arrays.found if self._arrays else {}

    @cached_property
    def top(self) -> Header:
        """Where the header of a table is; without cells for JSON."""
        if self._arrays:
            return Header(_ABOVE_ARRAYS, "", tuple(self._arrays.columns), ())
        return Header(1, "", (), ()) if self.is_json else find_header(self.start)

    @property
    def header(self) -> tuple[str, ...]:
        """The names of a table's columns, stripped; empty for JSON."""
        return self.top.cells

    @property
    def first_row(self) -> int:
        """The number of the line below the header."""
        return self.top.number + 1

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The header in lower case."""
        return tuple(name.lower() for name in self.header)

    def place(self, index: int) -> str:
        """What messages call a sample by its index: a frame of JSON, or a row of a table."""
        return f"frame {index}" if self.is_json else f"row {self.first_row + index}"

    def sheet(self) -> Sheet:
        """The file as a table, of which nothing but the header was read."""
        return Sheet(
            self._content,
            self.top,
            self.keys,
            self.progress,
            self.unread,
            self._arrays,
        )

    def text(self) -> str:
        """The whole content. Raises TakeError when the file cannot be read any more."""
        try:
            content = self._content.read()
        except OSError as error:
            raise self._unreadable(error) from error
        return content.decode("utf-8-sig", errors="replace")

    @property
    def json(self) -> Any:
        """The content, parsed once however often it is asked for. Raises as check_json does."""
        self.check_json()
        return self._json

    def check_json(self) -> None:
        """Parse the content unless that was done.

        Raises TakeError with row and column of what is not JSON.
        """
        if not self._is_parsed:
            self._json = self._parse_json()
            self._is_parsed = True

    def _parse_json(self) -> Any:
        name = self.name
        # Files can vanish between the first look and the reading.
        try:
            size = self._content.size()
        except OSError as error:
            raise self._unreadable(error) from error
        if size > _LARGEST_JSON:
            raise TakeError(f"{name}: is too large for a JSON recording; export it in parts")
        text = self.text()
        try:
            return json.loads(text)
        except JSONDecodeError as error:
            if error.msg == _MORE_BEHIND:
                return self._parse_lines(text)
            raise self._no_json(error, error.lineno) from None
        # Too many brackets in brackets, or a whole number of too many digits.
        except (RecursionError, ValueError) as error:
            raise TakeError(f"{name}: is not a JSON recording ({error})") from None

    def _parse_lines(self, text: str) -> list[Any]:
        """A value a line, as logs have them. Raises TakeError for a line that is none."""
        found: list[Any] = []
        # Not splitlines: JSON's texts may hold some of the ends that it knows.
        for number, line in enumerate(LINE_END.split(text), 1):
            if not line.strip():
                continue
            try:
                found.append(json.loads(line))
            except JSONDecodeError as error:
                raise self._no_json(error, number) from None
        return found

    def _no_json(self, error: JSONDecodeError, row: int) -> TakeError:
        return TakeError(
            f"{self.name}, row {row}, column {error.colno}: is not JSON ({error.msg}); "
            "was the file cut short?"
        )

    def _unreadable(self, error: OSError) -> TakeError:
        return TakeError(f"{self.name}: cannot be read ({error.strerror})")


def _refuse_other_files(path: Path, start: bytes) -> None:
    """Raises TakeError for what is empty or no text in UTF-8, by its first bytes."""
    if not start.strip():
        raise TakeError(f"{path.name}: is empty; record or export it again")
    if start[:2] in _UTF16_MARKS:
        raise TakeError(f"{path.name}: {_REMEDY_UTF16}")
    if b"\0" not in start:
        return
    # Plain English text in UTF-16 has a zero in nearly every second byte, and none in the others.
    even = start[0::2].count(0)
    odd = start[1::2].count(0)
    fewer, more = sorted((even, odd))
    half_of_half = len(start) // 4
    if fewer == 0 and more > half_of_half:
        raise TakeError(f"{path.name}: {_REMEDY_UTF16}")
    raise TakeError(f"{path.name}: is a binary file, not a recording; choose a CSV file")
