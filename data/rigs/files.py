"""Rigs as TOML files, the bundled ones and a user's own.

A file holds a title, a note, and tables of `channel = "Key"` or `channel = { Key = gain }`;
`[gain, offset]` may stand for the gain. `[otherwise]` is for channels that find none of their keys
in `[links]`; `same_names = true` adds every ARKit blendshape under its own name.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from ..channels import BLENDSHAPES, channel_name, names
from ..errors import MappingError
from ..toml_text import parse_toml, quoted, utf8_text
from ..whole_files import write_whole
from .rig import Link, Rig

_SHARED_NAMES = [name for name in names(BLENDSHAPES) if name != "_neutral"]
ARKIT_NAMES = (*_SHARED_NAMES, "tongueOut")
"""Apple's 52, which MediaPipe follows but for its own `_neutral` and the tongue."""

LARGEST_GAIN = 100.0
"""Beyond it a gain is a slip of the hand: strengths and shape keys both go from 0 to 1."""

_ENTRIES = ("title", "note", "same_names", "links", "otherwise")
_KINDS = {
    str: "a text in quotes",
    dict: "a table",
    bool: "true or false",
}
"""What errors call the types of entries."""
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
"""A key that TOML reads without quotes."""


class _Strength(NamedTuple):
    """How a source adds to a target, as in Link."""

    gain: float = 0.0
    offset: float = 0.0


def read_rig(path: str | Path) -> Rig:
    """Raises MappingError, which names the file, the entry or line, and what to do."""
    path = Path(path)
    return parse_rig(utf8_text(path, path.name, MappingError), path.name)


def parse_rig(text: str, name: str) -> Rig:
    """A rig from a file's text. name: what errors call the file. Raises MappingError."""
    file = parse_toml(text, name, MappingError)
    for entry in file:
        if entry not in _ENTRIES:
            raise MappingError(f"{name}, {entry}: is not known here; use {', '.join(_ENTRIES)}")
    title = _entry(file, "title", Path(name).stem, name)
    links = _links(_entry(file, "links", {}, name), f"{name}, links")
    if _entry(file, "same_names", False, name):
        same_names = (Link(channel, channel) for channel in ARKIT_NAMES)
        links = (*same_names, *links)
    otherwise = _links(_entry(file, "otherwise", {}, name), f"{name}, otherwise")
    if not links and not otherwise:
        raise MappingError(f'{name}: links nothing; add a [links] table with jawOpen = "Shape Key"')
    return Rig(title, links, otherwise, _entry(file, "note", "", name))


def _entry(
    file: Mapping[str, Any],
    entry: str,
    default: Any,
    name: str,
) -> Any:
    """What a file says, or the default, whose type it must have. Raises MappingError."""
    value = file.get(entry, default)
    if type(value) is not type(default):
        raise MappingError(f"{name}, {entry}: must be {_KINDS[type(default)]}")
    return value


def _links(table: Mapping[str, Any], where: str) -> tuple[Link, ...]:
    """The links of a table, in its order. where: what errors call it. Raises MappingError."""
    links: dict[str, list[Link]] = {}
    for written, targets in table.items():
        place = f"{where}, {written or 'empty name'}"
        source = channel_name(written)
        if not source:
            raise MappingError(f"{place}: is no channel's name; take the line out")
        # TOML refuses the same spelling twice, but not `jawOpen` and `Jaw_Open`.
        if source in links:
            raise MappingError(
                f"{place}: {source} stands there twice; put its shape keys into one line"
            )
        links[source] = _links_of(source, targets, place)
    return tuple(chain.from_iterable(links.values()))


def _links_of(
    source: str,
    targets: Any,
    place: str,
) -> list[Link]:
    """The links of one line: a shape key's name, or a table of names. Raises MappingError."""
    if isinstance(targets, str):
        targets = {targets: 1.0}
    if not isinstance(targets, dict) or not targets:
        raise MappingError(
            f'{place}: must be "Shape Key" or {{ "Shape Key" = gain, "Other shape key" = gain }}'
        )
    return [_link(source, target, value, place) for target, value in targets.items()]


def _link(
    source: str,
    target: str,
    value: Any,
    place: str,
) -> Link:
    """value: a gain, or a list of gain and offset. Raises MappingError."""
    if not target.strip():
        raise MappingError(f"{place}: names an empty shape key; take it out")
    # What TOML makes of `Key.L = 1` without quotes.
    if isinstance(value, dict):
        raise MappingError(f"{place}, {target}: is a table; put names with dots into quotes")
    numbers = value if isinstance(value, list) else [value]
    are_factors = all(_is_factor(number) for number in numbers)
    if len(numbers) not in (1, 2) or not are_factors:
        raise MappingError(
            f"{place}, {target}: needs a gain, or [gain, offset], from -{LARGEST_GAIN:g} to "
            f"{LARGEST_GAIN:g}"
        )
    return Link(source, target, *map(float, numbers))


def _is_factor(value: Any) -> bool:
    """Whether it is a number in the range of gains."""
    # Not isinstance, since True and False are no numbers here.
    if type(value) not in (int, float) or math.isnan(value):
        return False
    return abs(value) <= LARGEST_GAIN


def write_rig(path: str | Path, rig: Rig) -> None:
    """Links of the same two names become one, as their values add.

    Raises MappingError, also for a rig that could not be read again.
    """
    path = Path(path)
    text = rig_text(rig)
    # Nothing is written that could not be read again.
    parse_rig(text, path.name)
    try:
        content = text.encode()
    except UnicodeEncodeError as error:
        letter = error.object[error.start : error.end]
        raise MappingError(f"{path.name}: a name holds {letter!r}; rename it first") from error
    write_whole(path, content, MappingError)


def rig_text(rig: Rig) -> str:
    """The file's text, one line a channel."""
    lines = [f"title = {quoted(rig.title)}"]
    if rig.note:
        lines.append(f"note = {quoted(rig.note)}")
    if rig.links:
        lines += ["", "[links]", *_lines(rig.links)]
    if rig.otherwise:
        lines += ["", "[otherwise]", *_lines(rig.otherwise)]
    return "\n".join(lines) + "\n"


def _lines(links: Iterable[Link]) -> Iterator[str]:
    """A line each source, in the order in which they first occur."""
    sums: dict[str, dict[str, _Strength]] = {}
    for link in links:
        targets = sums.setdefault(link.source, {})
        before = targets.get(link.target, _Strength())
        targets[link.target] = _Strength(
            gain=before.gain + link.gain,
            offset=before.offset + link.offset,
        )
    for source, targets in sums.items():
        key = source if _BARE_KEY.fullmatch(source) else quoted(source)
        yield f"{key} = {_targets_text(targets)}"


def _targets_text(targets: Mapping[str, _Strength]) -> str:
    """`"Shape Key"` for one with all of a channel's strength, else a table of all of them."""
    if list(targets.values()) == [_Strength(gain=1.0)]:
        (target,) = targets
        return quoted(target)
    cells = []
    for target, strength in targets.items():
        number = repr(strength.gain)
        if strength.offset:
            number = f"[{strength.gain!r}, {strength.offset!r}]"
        cells.append(f"{quoted(target)} = {number}")
    return f"{{ {', '.join(cells)} }}"
