"""What the readers of JSON and text share: numbers of any kind, and frames of named scores."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..channels import channel_name
from ..errors import TakeError
from .rows import LARGEST_NUMBER

_MOST_NAMES = 1000
_MISSING = {"", "nan", "none", "null"}


def number(value: Any, path: Path, where: str) -> float:
    """A float of a number, of its text, or NaN of null. Raises TakeError."""
    if value is None or (isinstance(value, str) and value.strip().lower() in _MISSING):
        return np.nan
    try:
        result = float(value) if not isinstance(value, bool) else np.inf
    except (TypeError, ValueError, OverflowError):
        result = np.inf
    if abs(result) > LARGEST_NUMBER:
        raise TakeError(f"{path.name}, {where}: {str(value)[:40]!r} is not a number; correct it")
    return result


def unique_names(raw: Sequence[Any], path: Path, where: str) -> list[str]:
    """Channel names of a list in a file. Raises TakeError for two that are one channel."""
    result: list[str] = []
    if len(raw) > _MOST_NAMES:
        raise TakeError(f"{path.name}, {where}: {len(raw)} names are too many for a face")
    for name in raw:
        if not isinstance(name, str) or not name.strip():
            raise TakeError(f"{path.name}, {where}: {str(name)[:40]!r} is not a channel's name")
        channel = channel_name(name)
        if channel in result:
            raise TakeError(f"{path.name}, {where}: {name[:40]!r} stands there twice; delete one")
        result.append(channel)
    return result


def weight_rows(rows: Sequence[Any], names: Sequence[str], path: Path) -> np.ndarray:
    """Lists of weights, one a frame, as (n, k) float64. Raises TakeError for other lengths."""
    values = np.empty((len(rows), len(names)))
    for frame, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != len(names):
            length = len(row) if isinstance(row, list) else "no list of"
            raise TakeError(
                f"{path.name}, frame {frame}: has {length} weights for {len(names)} names; "
                "was the file cut short?"
            )
        for column, weight in enumerate(row):
            values[frame, column] = number(weight, path, f"frame {frame}, {names[column]}")
    return values


def score_rows(
    frames: Sequence[Mapping[str, Any] | None], path: Path
) -> tuple[list[str], np.ndarray]:
    """Frames of name -> score, None without a face, as names and values (n, k)."""
    raw = dict.fromkeys(name for frame in frames for name in (frame or ()))
    names = unique_names(list(raw), path, "frames")
    column = dict(zip(raw, range(len(raw)), strict=True))
    values = np.full((len(frames), len(names)), np.nan)
    for index, frame in enumerate(frames):
        for name, score in (frame or {}).items():
            values[index, column[name]] = number(score, path, f"frame {index}, {name}")
    return names, values
