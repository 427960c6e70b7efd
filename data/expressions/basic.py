"""The basic emotions as EMFACS defines them, from basic.toml."""

import tomllib
from functools import cache
from pathlib import Path

from .expression import Expression

_FILE = Path(__file__).with_name("basic.toml")


@cache
def basic_expressions() -> dict[str, Expression]:
    """By name: `neutral` and the seven of EMFACS."""
    tables = tomllib.loads(_FILE.read_text("utf-8"))
    return {name: Expression(name, values) for name, values in tables.items()}
