"""The clock of a JSON document, from the keys of its frames and those beside them."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from ...errors import TakeError
from ..cells import LARGEST_NUMBER, is_missing
from ..options import ReadOptions
from ..source import TakeFile
from .candidates import constant_rate, found_clock, meanings_of, surest_of
from .finding import Clock, Ticks
from .names import UNITS, Rate, file_rate, meaning_of
from .stamps import Stamps

_SHOWN = 40
"""Characters of a wrong time that a message repeats."""


def json_clock(
    frames: Sequence[Any],
    values: np.ndarray,
    file: TakeFile,
    options: ReadOptions,
    rate: Rate | None = None,
    units: Mapping[str, str] = MappingProxyType({}),
) -> Clock:
    """The clock of the frames of a JSON document, n of any kind; values: (n, k) of their channels.

    rate: frames a second of the format, where the file names none.
    units: key in lower case -> its unit in the format.
    Raises TakeError.
    """
    records = [_flat(frame) for frame in frames]
    # The keys in the order in which they come up.
    keys = list(dict.fromkeys(key for record in records for key in record))
    meanings = meanings_of(keys, options, units)
    surest = surest_of(meanings)
    candidates: list[Ticks] = []
    for index, meaning in meanings.items():
        key = keys[index]
        stamps = Stamps()
        is_strict = index == surest
        ticks = _ticks_of(records, key, stamps, file if is_strict else None)
        if meaning.kind == "rate":
            rate = constant_rate(ticks) or rate
        else:
            candidates.append(Ticks(key, key, ticks, meaning, stamps))
    candidates += _lists_beside(file.json, len(frames))
    rate = file_rate(file.json) or rate
    return found_clock(candidates, values, options, rate, "frame number", file)


def _flat(frame: Any) -> Mapping[str, Any]:
    """The keys of a frame and of the objects in it, such as `metadata`; none of a mere list."""
    if not isinstance(frame, dict):
        return {}
    flat = dict(frame)
    for value in frame.values():
        if isinstance(value, dict) and not _is_moment(value):
            for key, inner in value.items():
                if meaning_of(key):
                    flat.setdefault(key, inner)
    return flat


def _is_moment(value: Any) -> bool:
    """Whether an object is a time in parts, as {"sec": 12, "nanosec": 500}."""
    if not isinstance(value, dict) or not value:
        return False
    units = [meaning_of(key) for key in value]
    return all(meaning and meaning.unit for meaning in units)


def _seconds_of(key: str) -> float:
    """Of a key that `_is_moment` has seen to name a unit."""
    meaning = meaning_of(key)
    return UNITS[meaning.unit] if meaning else np.nan


def _ticks_of(
    records: Sequence[Mapping[str, Any]],
    key: str,
    stamps: Stamps,
    strict_in: TakeFile | None,
) -> np.ndarray:
    """What is under a key in every frame, (n,), NaN where nothing is.

    strict_in: the file for the message, None where what is no time is missing.
    Raises TakeError.
    """
    ticks = np.full(len(records), np.nan)
    for index, record in enumerate(records):
        value = record.get(key)
        if value is None:
            continue
        try:
            ticks[index] = _tick_of(value, stamps)
        except ValueError:
            if strict_in:
                shown = str(value)[:_SHOWN]
                raise TakeError(
                    f"{strict_in.name}, frame {index}, {key}: {shown!r} is not {stamps.what}; "
                    "correct it"
                ) from None
    return ticks


def _tick_of(value: Any, stamps: Stamps) -> float:
    """A number, a text that is one or a time, or an object of parts. Raises ValueError."""
    if isinstance(value, str):
        return np.nan if is_missing(value) else stamps.one(value)
    if _is_moment(value):
        return sum(_tick_of(part, stamps) * _seconds_of(key) for key, part in value.items())
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(stamps.what)
    if abs(value) > LARGEST_NUMBER:
        raise ValueError(stamps.what)
    return float(value)


def _lists_beside(content: Any, count: int) -> list[Ticks]:
    """Clocks that stand beside the frames as lists of times: {"timestamps": [0, 33], ..}."""
    found: list[Ticks] = []
    if not isinstance(content, dict):
        return found
    for key, value in content.items():
        meaning = meaning_of(key)
        if not meaning or meaning.kind == "rate" or not isinstance(value, list):
            continue
        if len(value) == count:
            stamps = Stamps()
            records = [{key: item} for item in value]
            ticks = _ticks_of(records, key, stamps, None)
            # The frames themselves are a list of as many items.
            if np.isfinite(ticks).any():
                found.append(Ticks(key, key, ticks, meaning, stamps))
    return found
