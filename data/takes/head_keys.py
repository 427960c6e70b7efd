"""The head pose in frames of JSON: under any keys, in objects, lists or matrices."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np

from ..errors import TakeError
from .frames import number
from .head_columns import PARTS, HeadColumns, find_head, head_angles, part_of
from .source import TakeFile

Path = tuple[str | int, ...]
"""Keys and indices that lead from a frame to a number."""

_DEEPEST = 4
"""Objects or lists within each other that may hold a pose."""
_WIDEST = 16
"""Items of an object or list that may be one: the numbers of a matrix. Landmarks are more."""


class HeadPose:
    """Where frames of a file hold the head pose, told by the first that holds one whole.

    roots: the keys of a frame that it stands under, empty without a pose.
    other_keys: of a frame, where no pose is looked for.
    """

    def __init__(self, frames: Sequence[Any], other_keys: Collection[str] = ()) -> None:
        self._found: HeadColumns | None = None
        self._paths: list[Path] = []
        self._by_columns = False
        looked_at: set[tuple[str, ...]] = set()
        for frame in frames:
            paths = dict(_leaves(frame, other_keys))
            names = tuple(paths)
            # Frames mostly have the same keys, and a pose that one lacks they all lack.
            if names in looked_at:
                continue
            looked_at.add(names)
            self._found = find_head(names)
            if self._found:
                self._paths = [paths[names[index]] for index in self._found.columns]
                # Web results wrap the numbers of a matrix, which they write column by column.
                self._by_columns = any(part == "data" for part in self._paths[0])
                break
        self.roots = {str(path[0]) for path in self._paths}

    @property
    def columns(self) -> HeadColumns | None:
        """What the numbers mean; None without a pose."""
        return self._found

    def angles(self, frames: Sequence[Any], file: TakeFile) -> tuple[np.ndarray | None, str]:
        """A file's three angles (n, 3), NaN where a frame has none, and the evidence for them.

        Raises TakeError for a pose that lacks a number and for what is none.
        """
        if self._found is None:
            return None, ""
        numbers = np.full((len(frames), len(self._paths)), np.nan)
        for index, frame in enumerate(frames):
            if not isinstance(frame, dict) or _at(frame, self._paths[0][:1]) is None:
                continue
            for column, path in enumerate(self._paths):
                where = f"frame {index}, {path[0]}"
                # What a frame has in another form than the first counts as missing.
                holder = _at(frame, path[:-1])
                if isinstance(holder, dict) and path[-1] not in holder and len(path) > 1:
                    raise TakeError(f"{file.name}, {where}: lacks {path[-1]}")
                value = _at(frame, path)
                if not isinstance(value, (dict, list)):
                    numbers[index, column] = number(value, file.path, where)
        return head_angles(self._found, numbers, self._by_columns)


def _at(holder: Any, path: Path) -> Any:
    """What a path leads to, None where it leads nowhere."""
    for part in path:
        if isinstance(part, str):
            holder = holder.get(part) if isinstance(holder, dict) else None
        else:
            has_it = isinstance(holder, list) and part < len(holder)
            holder = holder[part] if has_it else None
    return holder


def _leaves(frame: Any, other_keys: Collection[str]) -> Iterator[tuple[str, Path]]:
    """A name for every number that may be of a pose, such as `headRotation.w`, and its path."""
    if not isinstance(frame, dict):
        return
    for key, value in frame.items():
        if key not in other_keys:
            yield from _leaves_of(key, value, (key,))


def _leaves_of(name: str, value: Any, path: Path) -> Iterator[tuple[str, Path]]:
    """The same below one key."""
    if isinstance(value, (int, float, str)) and not isinstance(value, bool):
        yield name, path
        return
    if not isinstance(value, (dict, list)) or len(path) > _DEEPEST or len(value) > _WIDEST:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves_of(f"{name}.{key}", inner, (*path, key))
        return
    holds_numbers = all(isinstance(item, (int, float)) for item in value)
    if not holds_numbers and len(value) not in (3, 4):
        # One pose for each face, of which the first counts.
        for item in value[:1]:
            yield from _leaves_of(name, item, (*path, 0))
        return
    for index, item in enumerate(value):
        part = str(index)
        if holds_numbers and len(path) == 1 and len(value) in PARTS:
            part = part_of(name, index, len(value))
        yield from _leaves_of(f"{name}.{part}", item, (*path, index))
