"""The bundled vocabularies, TOML files beside this one, and which of them a recording speaks.

A file has the form of a rig, from a tracker's names to channels: `[links]` holds a row a name, with
shares where several make one channel. Names that differ from a channel's in spelling alone need no
row. What a table does not name is no channel, and its note says what is lost by that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..channels import TONGUE, canonical_name, channel_name, is_face_part, normalized_key
from ..errors import MappingError
from ..rigs.files import read_rig
from ..rigs.rig import Link
from ..toml_text import parse_toml, utf8_text

_NAMES = (
    "meta",
    "sranipal",
    "unified",
    "metahuman",
    "audio2face",
    "faceshift",
    "facescape",
    "openface",
    "libreface",
)
"""Names of files; of vocabularies that know equally many names the first counts."""
FEWEST = 2
"""Names of a vocabulary by which a recording is known."""
_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Vocabulary:
    """links: from a tracker's names to channels. keys: the normalized keys of its names."""

    title: str
    note: str
    links: tuple[Link, ...]
    keys: frozenset[str]


@cache
def vocabularies() -> tuple[Vocabulary, ...]:
    """All that are bundled, in their order."""
    found: list[Vocabulary] = []
    for name in _NAMES:
        table = read_rig(_FOLDER / f"{name}.toml")
        keys = frozenset(normalized_key(link.source) for link in table.links)
        found.append(
            Vocabulary(
                table.title,
                table.note,
                table.links,
                keys,
            )
        )
    return tuple(found)


@cache
def all_keys() -> frozenset[str]:
    """The normalized keys of the names in any vocabulary."""
    keys: frozenset[str] = frozenset()
    for vocabulary in vocabularies():
        keys |= vocabulary.keys
    return keys


@cache
def names_in_order(tracker: str) -> tuple[str, ...]:
    """The names of weights that a tracker's files list without names."""
    path = _FOLDER / "orders.toml"
    orders = parse_toml(utf8_text(path, path.name, MappingError), path.name, MappingError)
    return tuple(orders[tracker])


def choose(names: Sequence[str]) -> Vocabulary | None:
    """The vocabulary of a recording's names: the one that knows most of those that are no channel.

    None where not two are of any, and where most names of parts of the face stay unknown: words
    such as "lip suck" head columns of other programs' tables too.
    """
    foreign = [name for name in names if not _is_channel(name)]
    keys = {normalized_key(name) for name in foreign}
    most = 0
    best = None
    for vocabulary in vocabularies():
        count = len(keys & vocabulary.keys)
        if count > most:
            most = count
            best = vocabulary
    if best is None or most < FEWEST:
        return None
    known = len(names) - len(foreign)
    unknown = 0
    for name in foreign:
        if normalized_key(name) not in best.keys and is_face_part(name):
            unknown += 1
    return best if most + known > unknown else None


def _is_channel(name: str) -> bool:
    return canonical_name(name) is not None or channel_name(name) == TONGUE
