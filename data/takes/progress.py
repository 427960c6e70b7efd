"""Who watches a long reading."""

from collections.abc import Callable

Progress = Callable[[float], None]
"""Told now and then which share of a file was read, 0..1. What it raises ends the reading."""


def silent(_share: float) -> None:
    """Progress that nobody watches."""
