"""What a piece of work asks of the system, as Python's audit hooks tell it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REFUSED = (
    "ctypes.",
    "code.__new__",
    "exec",
    "ftplib.",
    "http.",
    "import",
    "marshal.",
    "os.",
    "pickle.",
    "shutil.",
    "socket.",
    "subprocess.",
    "tempfile.",
    "urllib.",
    "webbrowser.",
)
"""How the names of events begin that reading a file has no use for."""
LISTING = {"os.listdir", "os.scandir", "os.walk"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC

_seen: list[str] | None = None
"""What is noted at present; None while nobody looks. A hook can never be taken out again."""


def _note(event: str, arguments: tuple) -> None:
    if _seen is None:
        return
    if event == "open":
        path, _mode, flags = arguments
        if flags and flags & _WRITING:
            _seen.append(f"writes {path}")
        elif isinstance(path, (str, Path)):
            _seen.append(f"reads {path}")
    elif event.startswith(REFUSED) and event not in LISTING:
        _seen.append(f"{event} {arguments!r:.80}")


sys.addaudithook(_note)


@contextmanager
def watched() -> Iterator[list[str]]:
    """The list of what happens meanwhile: reading and writing of files, and what is refused."""
    global _seen
    _seen = seen = []
    try:
        yield seen
    finally:
        _seen = None
