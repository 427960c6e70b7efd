"""What the readers of JSON and text share: numbers of any kind, and frames of named scores."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..channels import channel_name
from ..errors import TakeError
from .cells import LARGEST_NUMBER

_MOST_NAMES = 1000
"""Faces have some fifty channels, and each name is compared with all before it."""
_MISSING = {"", "nan", "none", "null"}
"""Texts, in lower case, where nothing was measured."""
_SHOWN = 40
"""Characters of wrong content that a message repeats."""


def number(value: Any, path: Path, where: str) -> float:
    """A float of a number, of its text, or NaN of null. Raises TakeError.

    where: the place in the file, for the message, such as `frame 3, jawOpen`.
    """
    is_empty = isinstance(value, str) and value.strip().lower() in _MISSING
    if value is None or is_empty:
        return math.nan
    try:
        # float(True) is 1, and no tracker means that.
        result = math.inf if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        result = math.inf
    if abs(result) > LARGEST_NUMBER:
        shown = str(value)[:_SHOWN]
        raise TakeError(f"{path.name}, {where}: {shown!r} is not a number; correct it")
    return result


def unique_names(raw: Sequence[Any], path: Path, where: str) -> list[str]:
    """Channel names of a list in a file. Raises TakeError for two that are one channel."""
    if len(raw) > _MOST_NAMES:
        raise TakeError(f"{path.name}, {where}: {len(raw)} names are too many for a face")
    result: list[str] = []
    for name in raw:
        if not isinstance(name, str) or not name.strip():
            shown = str(name)[:_SHOWN]
            raise TakeError(f"{path.name}, {where}: {shown!r} is not a channel's name")
        channel = channel_name(name)
        if channel in result:
            shown = name[:_SHOWN]
            raise TakeError(f"{path.name}, {where}: {shown!r} stands there twice; delete one")
        result.append(channel)
    return result


def weight_rows(rows: Sequence[Any], names: Sequence[str], path: Path) -> np.ndarray:
    """Lists of weights, one a frame, as (n, k) float64. Raises TakeError for other lengths."""
    values = np.empty((len(rows), len(names)))
    for frame, row in enumerate(rows):
        is_list = isinstance(row, list)
        if not is_list or len(row) != len(names):
            length = len(row) if is_list else "no list of"
            raise TakeError(
                f"{path.name}, frame {frame}: has {length} weights for {len(names)} names; "
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
    # Name -> column, in the order in which the names come up.
    column_of: dict[str, int] = {}
    for frame in frames:
        for name in frame or ():
            column_of.setdefault(name, len(column_of))
    names = unique_names(list(column_of), path, "frames")
    values = np.full((len(frames), len(names)), np.nan)
    for index, frame in enumerate(frames):
        if frame is None:
            continue
        for name, score in frame.items():
            values[index, column_of[name]] = number(score, path, f"frame {index}, {name}")
    return names, values
