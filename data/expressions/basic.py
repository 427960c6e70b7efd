"""The basic emotions as EMFACS defines them, from basic.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from .expression import Expression

_FILE = Path(__file__).with_name("basic.toml")


@cache
def basic_expressions() -> dict[str, Expression]:
    """By name: `neutral` and the seven of EMFACS."""
    tables = tomllib.loads(_FILE.read_text("utf-8"))
    return {name: _expression(name, table) for name, table in tables.items()}


def _expression(name: str, table: Mapping[str, Any]) -> Expression:
    """What a table within a table is called is a model, with values of its own."""
    by_model = {key: value for key, value in table.items() if isinstance(value, Mapping)}
    values = {key: value for key, value in table.items() if key not in by_model}
    return Expression(name, values, by_model=by_model)
