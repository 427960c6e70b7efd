"""Expressions as a table: a column `name`, a column for each channel, a row for each expression."""

import csv
import io
from collections.abc import Sequence
from typing import NamedTuple

from ..expressions import Expression, Values
from .design import DesignError
from .naming import safe_name
from .values import channel_values


class _Row(NamedTuple):
    """line: of the file, counted from 1, where the row ends."""

    line: int
    cells: list[str]


def parse_sheet(text: str, filename: str) -> list[Expression]:
    """Empty cells are 0. Raises DesignError, which names the file, the row and the column."""
    rows = _rows(text, filename)
    _check_begin(rows, filename)
    headings, *entries = _without_empty_columns(rows)
    channels = [cell.strip() for cell in headings.cells[1:]]
    _check_channels(channels, f"{filename}, line {headings.line}")
    expressions: dict[str, Expression] = {}
    for row in entries:
        where = f"{filename}, line {row.line}"
        if len(row.cells) != len(headings.cells):
            raise DesignError(
                f"{where}: has {len(row.cells)} cells under {len(headings.cells)} headings"
            )
        written, *cells = row.cells
        name = safe_name(written.strip(), where)
        if name in expressions:
            raise DesignError(f"{where}: {name} is there twice; rename one of them")
        values = _values(channels, cells, where)
        expressions[name] = Expression(name, values)
    if not expressions:
        raise DesignError(f"{filename}: has no expressions; add a row for each")
    return list(expressions.values())


def _check_channels(channels: Sequence[str], where: str) -> None:
    """The headings by themselves: a row would otherwise be blamed for one of them."""
    channel_values([(channel, 0) for channel in channels], where)


def _rows(text: str, filename: str) -> list[_Row]:
    """The rows that hold anything."""
    # strict: a quote that does not end is an error, not a cell with the rest of the file.
    reader = csv.reader(io.StringIO(text), strict=True)
    rows = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(_Row(reader.line_num, cells))
    except csv.Error as error:
        raise DesignError(f"{filename}, line {reader.line_num}: is not CSV ({error})") from error
    return rows


def _check_begin(rows: Sequence[_Row], filename: str) -> None:
    """Raises DesignError unless there are headings, the first of them `name`."""
    first = ""
    if rows:
        first = rows[0].cells[0].lower()
    if first.strip() == "name":
        return
    remedy = "name, then channels"
    # As spreadsheets write CSV in countries where a comma parts a number from its decimals.
    if first.startswith("name;"):
        remedy = "with commas between them, not semicolons"
    raise DesignError(f"{filename}: must begin with a row of headings: {remedy}")


def _without_empty_columns(rows: list[_Row]) -> list[_Row]:
    """The rows without the empty columns that spreadsheets leave at the right."""
    while _ends_empty(rows):
        rows = [_Row(row.line, row.cells[:-1]) for row in rows]
    return rows


def _ends_empty(rows: Sequence[_Row]) -> bool:
    """Whether all rows are as long as the headings, and nothing stands in their last column."""
    width = len(rows[0].cells)
    for row in rows:
        # A row of another length is an error, told by its line: no column is taken from it.
        if len(row.cells) != width:
            return False
        last = row.cells[-1]
        if last.strip():
            return False
    return True


def _values(
    channels: Sequence[str],
    cells: Sequence[str],
    where: str,
) -> Values:
    """The values of one row."""
    values = []
    for channel, cell in zip(channels, cells, strict=True):
        value = _number(cell, f"{where}, {channel}")
        values.append((channel, value))
    return channel_values(values, where)


def _number(cell: str, where: str) -> float:
    # Most channels of most expressions are not moved: a sheet may leave their cells empty.
    if not cell.strip():
        return 0.0
    try:
        return float(cell)
    except ValueError:
        raise DesignError(f"{where}: {cell!r} is no number; decimals need a point") from None
