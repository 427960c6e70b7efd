"""TOML files of the user's, read with errors that name them, and texts that TOML can read again."""

import json
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .errors import FaceError
from .ordinary_file import size_of

_DELETE = "\x7f"
"""The one control character that JSON leaves as it is and TOML forbids."""


def utf8_text(
    path: Path,
    name: str,
    error: type[FaceError],
) -> str:
    """A file's text. name: what errors call it.

    Raises `error` where it cannot be read, is of another encoding, or cannot exist.
    """
    try:
        size_of(path)
        # Windows' Notepad puts a byte order mark before UTF-8.
        return path.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise error(f"{name}: cannot be read ({problem.strerror})") from problem
    except UnicodeDecodeError as problem:
        raise error(f"{name}: is not UTF-8 text; save it as UTF-8") from problem
    except ValueError as problem:
        raise error(f"{name!r}: is no name that a file can have") from problem


def parse_toml(
    text: str,
    name: str,
    error: type[FaceError],
) -> dict[str, Any]:
    """The entries of a file's text. name: what errors call the file.

    Raises `error`, which names line and column, for what is not TOML.
    """
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise error(f"{name}: is not TOML: {problem}") from problem
    except ValueError as problem:  # a whole number of thousands of digits
        raise error(f"{name}: holds a number that is too long") from problem


def quoted(text: str) -> str:
    """A text as TOML writes it, in double quotes."""
    return _as_toml(text)


def list_text(items: Iterable[str | float]) -> str:
    """A list of texts or numbers as TOML writes it, on one line."""
    return _as_toml(list(items))


def _as_toml(value: str | list[str | float]) -> str:
    """TOML's texts, numbers and lists are JSON's, but for one character."""
    return json.dumps(value, ensure_ascii=False).replace(_DELETE, "\\u007f")
