"""A recording's file before its format is known: what it starts with, and its content as JSON."""

import json
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import TakeError
from .rows import Progress, silent
from .sheet import Sheet, header_of

_PROBE_BYTES = 1 << 18
_LARGEST_JSON = 1 << 30
SAVE_AS = "save it as UTF-8 text"


class TakeFile:
    """Raises TakeError for a file that cannot be read or is not text.

    start: its beginning as text, enough for any header.
    progress: told now and then which share of the file was read; what it raises ends that.
    """

    def __init__(self, path: Path, progress: Progress = silent) -> None:
        self.path = path
        self.progress = progress
        try:
            with path.open("rb") as stream:
                start = stream.read(_PROBE_BYTES)
        except OSError as error:
            raise TakeError(f"{path.name}: cannot be read ({error.strerror})") from error
        _refuse_other_files(path, start)
        # Only numbers and ASCII names matter: a path in another encoding does no harm.
        self.start = start.decode("utf-8-sig", errors="replace")

    @property
    def is_json(self) -> bool:
        return self.start.lstrip()[:1] in ("{", "[") or self.start.strip() == "null"

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The names in the first row of a table, stripped; empty for JSON."""
        return () if self.is_json else header_of(self.start)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The header in lower case."""
        return tuple(name.lower() for name in self.header)

    def sheet(self) -> Sheet:
        return Sheet(self.path, self.header, self.keys, self.progress)

    def text(self) -> str:
        try:
            return self.path.read_text(encoding="utf-8-sig", errors="replace")
        except OSError as error:
            raise TakeError(f"{self.path.name}: cannot be read ({error.strerror})") from error

    @cached_property
    def json(self) -> Any:
        """The parsed content. Raises TakeError with row and column of what is not JSON."""
        name = self.path.name
        if self.path.stat().st_size > _LARGEST_JSON:
            raise TakeError(f"{name}: is too large for a JSON recording; export it in parts")
        try:
            return json.loads(self.text())
        except json.JSONDecodeError as error:
            raise TakeError(
                f"{name}, row {error.lineno}, column {error.colno}: is not JSON ({error.msg}); "
                "was the file cut short?"
            ) from None
        except (RecursionError, ValueError) as error:
            raise TakeError(f"{name}: is not a JSON recording ({error})") from None


def _refuse_other_files(path: Path, start: bytes) -> None:
    if not start.strip():
        raise TakeError(f"{path.name}: is empty; record or export it again")
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise TakeError(f"{path.name}: is UTF-16 text; {SAVE_AS}")
    if b"\0" in start:
        # Plain English text in UTF-16 has a zero in every second byte.
        half = start[0::2].count(0), start[1::2].count(0)
        if max(half) > len(start) // 4 and min(half) == 0:
            raise TakeError(f"{path.name}: is UTF-16 text; {SAVE_AS}")
        raise TakeError(f"{path.name}: is a binary file, not a recording; choose a CSV file")
