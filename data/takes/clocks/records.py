"""The clock of a JSON document, from the keys of its frames and those beside them."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from ...errors import TakeError
from ...reading_choices import UNITS
from ..cells import LARGEST_NUMBER, is_missing
from ..options import ReadOptions
from ..source import TakeFile
from .candidates import constant_rate, found_clock, meanings_of, surest_of
from .finding import Clock, Ticks
from .names import Rate, file_rate, meaning_of
from .stamps import Stamps

_Path = tuple[str, ...]
"""A key of a frame, or that of an object in it and a key of that."""
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
    paths = _paths_in(frames)
    meanings = meanings_of([path[-1] for path in paths], options, units)
    surest = surest_of(meanings)
    candidates: list[Ticks] = []
    for index, meaning in meanings.items():
        key = paths[index][-1]
        stamps = Stamps()
        # A wrong time is told where the key is the clock; else it may hold anything.
        strict_in = file if index == surest else None
        ticks = _ticks_of(_values_at(paths[index], frames), key, stamps, strict_in)
        if meaning.kind == "rate":
            rate = constant_rate(ticks) or rate
        else:
            candidates.append(Ticks(key, key, ticks, meaning, stamps))
    candidates += _lists_beside(file.json, len(frames))
    rate = file_rate(file.json) or rate
    return found_clock(candidates, values, options, rate, "frame number", file)


def _paths_in(frames: Sequence[Any]) -> list[_Path]:
    """The keys of frames in the order in which they come up, and those in their objects, such as
    `metadata`, that may tell of time.
    """
    paths: dict[_Path, None] = {}
    known: set[str] = set()
    for frame in frames:
        if not isinstance(frame, dict):
            continue
        # Nearly all frames have the keys of those before them: nothing to look at.
        for key in frame.keys() - known:
            value = frame[key]
            # What is empty here may hold something later.
            if value is None:
                continue
            known.add(key)
            paths[(key,)] = None
            if isinstance(value, dict) and not _is_moment(value):
                inner = [(key, name) for name in value if meaning_of(name)]
                paths.update(dict.fromkeys(inner))
    return list(paths)


def _values_at(path: _Path, frames: Sequence[Any]) -> list[Any]:
    """What is at a path in every frame, None where nothing is."""
    found = list(frames)
    for key in path:
        found = [value.get(key) if isinstance(value, dict) else None for value in found]
    return found


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
    found: Sequence[Any],
    key: str,
    stamps: Stamps,
    strict_in: TakeFile | None,
) -> np.ndarray:
    """The numbers (n,) of what was found under a key of n frames, NaN where nothing was.

    strict_in: the file for the message, None where what is no time is missing.
    Raises TakeError.
    """
    ticks = np.full(len(found), np.nan)
    for index, value in enumerate(found):
        if value is None or isinstance(value, list):
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
        # The frames themselves are a list of as many items.
        is_scalar = bool(value) and not isinstance(value[0], (dict, list))
        if len(value) == count and is_scalar:
            stamps = Stamps()
            ticks = _ticks_of(value, key, stamps, None)
            found.append(Ticks(key, key, ticks, meaning, stamps))
    return found
