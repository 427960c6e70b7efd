"""What the readers of JSON and text share: numbers of any kind, and frames of named scores."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import TakeError
from ..vocabularies import read_names
from .cells import LARGEST_NUMBER

_MOST_NAMES = 1000
"""Faces have some fifty channels, and each name is compared with all before it."""
_MISSING = {"", "nan", "none", "null"}
"""Texts, in lower case, where nothing was measured."""
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
        for column, weight in enumerate(row):
            where = f"frame {frame}, {names[column]}"
            values[frame, column] = number(weight, path, where)
    return values


def score_rows(
    frames: Sequence[Mapping[str, Any] | None], path: Path
) -> tuple[list[str], np.ndarray]:
    """Frames of name -> score, None without a face, as names and values (n, k) float64.

    A name that only some frames have is missing, NaN, in the others.
    Raises TakeError for two names of one channel, and for a score that is no number.
    """
    # Name -> column, in the order in which the names come up: a tracker may leave names out.
    columns: dict[str, int] = {}
    for frame in frames:
        for name in frame or ():
            following = len(columns)
            columns.setdefault(name, following)
    names = unique_names(list(columns), path, "frames")
    shape = (len(frames), len(names))
    values = np.full(shape, np.nan)
    for index, frame in enumerate(frames):
        if frame is None:
            continue
        for name, score in frame.items():
            column = columns[name]
            where = f"frame {index}, {name}"
            values[index, column] = number(score, path, where)
    return names, values
