"""Expressions that the user kept, in one TOML file: a table for each, as in designs of stimuli."""

from collections.abc import Mapping
from pathlib import Path

from ..channels import HARD_RANGE
from ..toml_text import parse_toml, quoted, utf8_text
from ..whole_files import write_whole
from .expression import Expression, ExpressionError, to_text
from .values import channel_values

FILE = "expressions.toml"
"""Of the user's folder."""
_LONGEST = 60
"""Letters of a name: buttons have no room for more."""


def own_expressions(folder: Path) -> dict[str, Expression]:
    """Name -> expression, in the order of keeping; none where there is no file.

    Raises ExpressionError for a file that cannot be read.
    """
    path = folder / FILE
    if not path.exists():
        return {}
    tables = parse_toml(utf8_text(path, path.name, ExpressionError), path.name, ExpressionError)
    found = {}
    for name, table in tables.items():
        where = f"{path.name}, {name}"
        if not isinstance(table, dict):
            raise ExpressionError(f"{where}: is no table; write [{name}] and channels below it")
        values = channel_values(table.items(), where, ExpressionError, HARD_RANGE[1])
        found[name] = Expression(name, values)
    return found


def keep_expression(folder: Path, name: str, values: Mapping[str, float]) -> None:
    """Add an expression, or replace the one of that name.

    Raises ExpressionError without a name, and where the file cannot be read or written.
    """
    name = name.strip()
    if not name or len(name) > _LONGEST or not name.isprintable():
        raise ExpressionError(f"{name!r}: give the expression a name of 1 to {_LONGEST} letters")
    kept = own_expressions(folder)
    kept[name] = Expression(name, dict(values))
    _write(folder, kept)


def remove_expression(folder: Path, name: str) -> None:
    """Raises ExpressionError where there is none of that name, or the file cannot be written."""
    kept = own_expressions(folder)
    if name not in kept:
        raise ExpressionError(f"{name}: is none of your own expressions")
    del kept[name]
    _write(folder, kept)


def _write(folder: Path, kept: Mapping[str, Expression]) -> None:
    tables = [f"[{quoted(name)}]\n{to_text(kept[name].values)}" for name in kept]
    path = folder / FILE
    try:
        content = "\n".join(tables).encode()
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, UnicodeEncodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "a name that is no text"
        raise ExpressionError(f"{path}: cannot be written ({reason})") from error
    # A full disk shall not take the expressions that are there.
    write_whole(path, content, ExpressionError)
