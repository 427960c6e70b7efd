"""Rigs as TOML files, the bundled ones and a user's own.

A file holds a title, a note, and tables of `channel = "Key"` or `channel = { Key = gain }`;
`[gain, offset]` may stand for the gain. `[otherwise]` is for channels that find none of their keys
in `[links]`; `same_names = true` adds every ARKit blendshape under its own name.
"""

import json
import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..channels import BLENDSHAPES, channel_name, names
from ..errors import MappingError
from .rig import Link, Rig

ARKIT_NAMES = (*(name for name in names(BLENDSHAPES) if name != "_neutral"), "tongueOut")
"""Apple's 52, which MediaPipe follows but for its own `_neutral` and the tongue."""

LARGEST_GAIN = 100.0
_ENTRIES = ("title", "note", "same_names", "links", "otherwise")
_KINDS = {str: "a text in quotes", dict: "a table", bool: "true or false"}


def read_rig(path: str | Path) -> Rig:
    """Raises MappingError, which names the file, the entry or line, and what to do."""
    path = Path(path)
    try:
        return parse_rig(path.read_bytes().decode("utf-8-sig"), path.name)
    except OSError as error:
        raise MappingError(f"{path.name}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise MappingError(f"{path.name}: is not UTF-8 text; save it as UTF-8") from error


def parse_rig(text: str, name: str) -> Rig:
    """name: what errors call the file."""
    try:
        file = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise MappingError(f"{name}: is not TOML: {error}") from error
    except ValueError as error:  # a whole number of thousands of digits
        raise MappingError(f"{name}: holds a number that is too long") from error
    for entry in file:
        if entry not in _ENTRIES:
            raise MappingError(f"{name}, {entry}: is not known here; use {', '.join(_ENTRIES)}")
    title = _typed(file, "title", Path(name).stem, name)
    links = _links(_typed(file, "links", {}, name), f"{name}, links")
    if _typed(file, "same_names", False, name):
        links = (*(Link(channel, channel) for channel in ARKIT_NAMES), *links)
    otherwise = _links(_typed(file, "otherwise", {}, name), f"{name}, otherwise")
    if not links and not otherwise:
        raise MappingError(f'{name}: links nothing; add a [links] table with jawOpen = "Key"')
    return Rig(title, links, otherwise, _typed(file, "note", "", name))


def _typed(file: Mapping[str, Any], entry: str, default: Any, name: str) -> Any:
    value = file.get(entry, default)
    if type(value) is not type(default):
        raise MappingError(f"{name}, {entry}: must be {_KINDS[type(default)]}")
    return value


def _links(table: Mapping[str, Any], where: str) -> tuple[Link, ...]:
    links: dict[str, list[Link]] = {}
    for written, targets in table.items():
        source, place = channel_name(written), f"{where}, {written or 'empty name'}"
        if not source:
            raise MappingError(f"{place}: is no channel's name; take the line out")
        if source in links:
            raise MappingError(f"{place}: {source} stands there twice; put its keys into one line")
        if isinstance(targets, str):
            targets = {targets: 1.0}
        if not isinstance(targets, dict) or not targets:
            raise MappingError(f'{place}: must be "Key" or {{ "Key" = gain, "Other key" = gain }}')
        links[source] = [_link(source, target, value, place) for target, value in targets.items()]
    return tuple(link for group in links.values() for link in group)


def _link(source: str, target: str, value: Any, place: str) -> Link:
    if not target.strip():
        raise MappingError(f"{place}: names an empty key; take it out")
    if isinstance(value, dict):
        raise MappingError(f"{place}, {target}: is a table; put names with dots into quotes")
    numbers = value if isinstance(value, list) else [value]
    if not 1 <= len(numbers) <= 2 or not all(_is_factor(number) for number in numbers):
        raise MappingError(
            f"{place}, {target}: needs a gain, or [gain, offset], from -{LARGEST_GAIN:g} to "
            f"{LARGEST_GAIN:g}"
        )
    return Link(source, target, *(float(number) for number in numbers))


def _is_factor(value: Any) -> bool:
    number = type(value) in (int, float)  # True and False are no numbers here
    return number and not math.isnan(value) and abs(value) <= LARGEST_GAIN


def write_rig(path: str | Path, rig: Rig) -> None:
    """Links of the same two names become one, as their values add.

    Raises MappingError, also for a rig that could not be read again.
    """
    path = Path(path)
    text = rig_text(rig)
    parse_rig(text, path.name)
    try:
        path.write_bytes(text.encode())
    except UnicodeEncodeError as error:
        letter = error.object[error.start : error.end]
        raise MappingError(f"{path.name}: a name holds {letter!r}; rename it first") from error
    except OSError as error:
        raise MappingError(f"{path.name}: cannot be written ({error.strerror})") from error


def rig_text(rig: Rig) -> str:
    """The file's text, one line a channel."""
    lines = [f"title = {_quoted(rig.title)}"]
    if rig.note:
        lines.append(f"note = {_quoted(rig.note)}")
    for entry, links in (("links", rig.links), ("otherwise", rig.otherwise)):
        if links:
            lines += ["", f"[{entry}]", *_lines(links)]
    return "\n".join(lines) + "\n"


def _lines(links: Iterable[Link]) -> Iterable[str]:
    sums: dict[str, dict[str, tuple[float, float]]] = {}
    for link in links:
        targets = sums.setdefault(link.source, {})
        gain, offset = targets.get(link.target, (0.0, 0.0))
        targets[link.target] = gain + link.gain, offset + link.offset
    for source, targets in sums.items():
        key = source if re.fullmatch(r"[A-Za-z0-9_-]+", source) else _quoted(source)
        if list(targets.values()) == [(1.0, 0.0)]:
            yield f"{key} = {_quoted(next(iter(targets)))}"
        else:
            cells = [
                f"{_quoted(target)} = {f'[{gain!r}, {offset!r}]' if offset else repr(gain)}"
                for target, (gain, offset) in targets.items()
            ]
            yield f"{key} = {{ {', '.join(cells)} }}"


def _quoted(text: str) -> str:
    """A TOML string: JSON's, but for the one control character that JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
