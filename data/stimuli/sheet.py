"""Expressions as a table: a column `name`, a column for each channel, a row for each expression."""

import csv
import io

from .design import DesignError, Expression
from .naming import safe_name
from .values import channel_values


def parse_sheet(text: str, filename: str) -> list[Expression]:
    """Empty cells are 0. Raises DesignError, which names the file, the row and the column."""
    rows = csv.reader(io.StringIO(text), strict=True)
    try:
        table = [(rows.line_num, row) for row in rows if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise DesignError(f"{filename}, line {rows.line_num}: is not CSV ({error})") from error
    if not table or table[0][1][0].strip().lower() != "name":
        parted = table and table[0][1][0].lower().startswith("name;")
        remedy = "with commas between them, not semicolons" if parted else "name, then channels"
        raise DesignError(f"{filename}: must begin with a row of headings: {remedy}")
    while all(len(row) == len(table[0][1]) and not row[-1].strip() for _, row in table):
        table = [(line, row[:-1]) for line, row in table]  # an empty last column
    header = [cell.strip() for cell in table[0][1]]
    channel_values(((name, 0) for name in header[1:]), f"{filename}, line {table[0][0]}")
    expressions: dict[str, Expression] = {}
    for line, row in table[1:]:
        where = f"{filename}, line {line}"
        if len(row) != len(header):
            raise DesignError(f"{where}: has {len(row)} cells under {len(header)} headings")
        name = safe_name(row[0].strip(), where)
        if name in expressions:
            raise DesignError(f"{where}: {name} is there twice; rename one of them")
        cells = [
            (channel, _number(cell, f"{where}, {channel}"))
            for channel, cell in zip(header[1:], row[1:], strict=True)
        ]
        expressions[name] = Expression(name, channel_values(cells, where))
    if not expressions:
        raise DesignError(f"{filename}: has no expressions; add a row for each")
    return list(expressions.values())


def _number(cell: str, where: str) -> float:
    if not cell.strip():
        return 0.0
    try:
        return float(cell)
    except ValueError:
        raise DesignError(f"{where}: {cell!r} is no number; decimals need a point") from None
