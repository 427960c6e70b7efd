"""What the readers of JSON and text share: numbers of any kind, and frames of named scores."""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import TakeError
from ..vocabularies import read_names
from .cells import LARGEST_NUMBER

_MOST_NAMES = 1000
"""Faces have some fifty channels, and each name is compared with all before it."""
_FRAMES_A_RUN = 50
"""Frames that are read at once at most: their scores are still in a core's cache then."""
_Layout = tuple[str, ...]
"""The names of a frame's scores, in their order."""
_MISSING = {"", "nan", "none", "null"}
"""Texts, in lower case, where nothing was measured."""
_PLAIN = frozenset({float, int})
"""Types of what is a number as it stands; a truth value is of another."""
_SHOWN = 40
"""Characters of wrong content that a message repeats."""


def number(
    value: Any,
    path: Path,
    where: str,
) -> float:
    """A float of a number, of its text, or NaN of null. Raises TakeError.

    where: the place in the file, for the message, such as `frame 3, jawOpen`.
    """
    if value is None:
        return math.nan
    if isinstance(value, str):
        text = value.strip().lower()
        if text in _MISSING:
            return math.nan
    try:
        result = float(value)
    except (TypeError, ValueError, OverflowError):
        result = math.inf
    # float(True) is 1, and no tracker means that.
    if isinstance(value, bool):
        result = math.inf
    if abs(result) > LARGEST_NUMBER:
        shown = str(value)[:_SHOWN]
        raise TakeError(f"{path.name}, {where}: {shown!r} is not a number; correct it")
    return result


def plain_numbers(rows: Sequence[Sequence[Any]]) -> np.ndarray | None:
    """Lists of k values as numbers (n, k) float64 at once; None unless each is one as it stands, so
    that they have to be looked at one by one.
    """
    if not _PLAIN.issuperset(map(type, chain.from_iterable(rows))):
        return None
    try:
        numbers = np.array(rows, np.float64)
    except OverflowError:
        return None
    return None if (np.abs(numbers) > LARGEST_NUMBER).any() else numbers


def unique_names(
    raw: Sequence[Any],
    path: Path,
    where: str,
) -> list[str]:
    """Channel names of a list in a file. Raises TakeError for two that are one channel."""
    place = f"{path.name}, {where}"
    count = len(raw)
    if count > _MOST_NAMES:
        raise TakeError(f"{place}: {count} names are too many for a face")
    for name in raw:
        # JSON may hold anything in place of a text.
        is_name = isinstance(name, str) and name.strip() != ""
        if not is_name:
            raise TakeError(f"{place}: {str(name)[:_SHOWN]!r} is not a channel's name")
    # Not the texts but the channels are compared: eyeBlink_L and EyeBlinkLeft are one.
    ranks: dict[str, int] = {}
    words = read_names(raw)
    for name, word in zip(raw, words, strict=True):
        if ranks.get(word.name) == word.rank:
            raise TakeError(f"{place}: {name[:_SHOWN]!r} stands there twice; delete one")
        rank = ranks.get(word.name, word.rank)
        ranks[word.name] = min(rank, word.rank)
    result: list[str] = []
    for name, word in zip(raw, words, strict=True):
        # Of `jawOpen` and `raw_jawOpen` the plain one is the channel.
        result.append(word.name if ranks[word.name] == word.rank else name)
    return result


def weight_rows(
    rows: Sequence[Any],
    names: Sequence[str],
    path: Path,
) -> np.ndarray:
    """Lists of weights, one a frame, as (n, k) float64. Raises TakeError for other lengths."""
    count = len(names)
    values = np.empty((len(rows), count))
    for frame, row in enumerate(rows):
        length = len(row) if isinstance(row, list) else "no list of"
        if length != count:
            raise TakeError(
                f"{path.name}, frame {frame}: has {length} weights for {count} names; "
                "was the file cut short?"
            )
        plain = plain_numbers([row])
        if plain is not None:
            values[frame] = plain[0]
            continue
        for column, weight in enumerate(row):
            where = f"frame {frame}, {names[column]}"
            values[frame, column] = number(weight, path, where)
    return values


def score_rows(
    frames: Iterable[Mapping[str, Any] | None],
    path: Path,
) -> tuple[list[str], np.ndarray]:
    """Frames of name -> score, None without a face, as names and values (n, k) float64.

    A name that only some frames have is missing, NaN, in the others.
    Raises TakeError for two names of one channel, and for a score that is no number.
    """
    # In the order in which the names come up: a tracker may leave names out.
    columns: dict[str, int] = {}
    places: dict[_Layout, list[int]] = {}
    parts: list[tuple[_Layout, np.ndarray]] = []
    count = 0
    # Nearly all frames have one layout, so that many are read at once. Each is looked at only
    # here, right after the caller made it: memory is the slow part of a large file.
    for layout, alike in groupby(frames, _layout_of):
        for name in layout:
            following = len(columns)
            columns.setdefault(name, following)
        places[layout] = [columns[name] for name in layout]
        while run := list(islice(alike, _FRAMES_A_RUN)):
            parts.append((layout, _scores_of_run(run, layout, count, path)))
            count += len(run)
    names = unique_names(list(columns), path, "frames")
    values = np.full((count, len(names)), np.nan)
    start = 0
    for layout, part in parts:
        stop = start + len(part)
        values[start:stop, places[layout]] = part
        start = stop
    return names, values


def _layout_of(frame: Mapping[str, Any] | None) -> _Layout:
    return tuple(frame or ())


def _scores_of_run(
    run: Sequence[Mapping[str, Any] | None],
    layout: _Layout,
    first: int,
    path: Path,
) -> np.ndarray:
    """Scores (n, k) of frames of one layout, the first of which has this number."""
    rows = [list((frame or {}).values()) for frame in run]
    plain = plain_numbers(rows)
    if plain is not None:
        return plain
    values = np.empty((len(run), len(layout)))
    for index, row in enumerate(rows):
        for column, score in enumerate(row):
            where = f"frame {first + index}, {layout[column]}"
            values[index, column] = number(score, path, where)
    return values
