"""Checks of what a design's entries hold. Each raises DesignError, and begins it with `where`."""

import difflib
import math
from collections.abc import Iterable, Mapping
from typing import Any

from ..channels import CHANNELS, POSE, canonical_name, names
from .design import DesignError

LARGEST = 2.0
"""Of channels, either way, and of intensities: caricatures have room, percents are noticed."""

_KINDS = {str: "a text in quotes", dict: "a table", bool: "true or false", list: "a list"}


def channel_values(cells: Iterable[tuple[str, Any]], where: str) -> dict[str, float]:
    """Channel -> value, from names in any spelling that data.channels knows."""
    values: dict[str, float] = {}
    for written, value in cells:
        channel = canonical_name(written)
        if channel in names(POSE):
            raise DesignError(f"{where}: {written} is no part of an expression; see poses")
        if channel is None:
            near = difflib.get_close_matches(written, CHANNELS, 1)
            remedy = f"did you mean {near[0]}?" if near else "see the sliders for the names"
            raise DesignError(f"{where}: there is no channel {written!r}; {remedy}")
        if channel in values:
            raise DesignError(f"{where}: {channel} is there twice; take one out")
        values[channel] = in_range(value, -LARGEST, LARGEST, f"{where}, {written}")
    return {channel: value for channel, value in values.items() if value}


def numbers(
    file: Mapping[str, Any], key: str, default: list[float], low: float, high: float, where: str
) -> tuple[float, ...]:
    numbers = typed(file, key, default, where)
    if not numbers:
        raise DesignError(f"{where}, {key}: is empty; take it out for the default")
    return tuple(in_range(number, low, high, f"{where}, {key}") for number in numbers)


def in_range(value: Any, low: float, high: float, where: str) -> float:
    number = type(value) in (int, float)  # True and False are no numbers here
    if not number or math.isnan(value) or not low <= value <= high:
        raise DesignError(f"{where}: is {value!r}; it must be a number from {low:g} to {high:g}")
    return float(value)


def whole(file: Mapping[str, Any], key: str, default: int, low: int, high: int, where: str) -> int:
    value = file.get(key, default)
    if type(value) is not int or not low <= value <= high:
        raise DesignError(
            f"{where}, {key}: is {value!r}; it must be a whole number from {low} to {high}"
        )
    return value


def typed(file: Mapping[str, Any], key: str, default: Any, where: str) -> Any:
    value = file.get(key, default)
    if type(value) is not type(default):
        raise DesignError(f"{where}, {key}: must be {_KINDS[type(default)]}")
    return value


def check_keys(table: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    known = tuple(known)
    for key in table:
        if key not in known:
            raise DesignError(f"{where}, {key}: is not known here; use {', '.join(known)}")
