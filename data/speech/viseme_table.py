"""The one table of visemes: `visemes.toml`, and the alphabets whose signs it knows."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ..errors import MappingError
from ..toml_text import parse_toml, utf8_text

SILENCE = "sil"
"""The viseme of a mouth at rest, and of an empty sign."""

ALPHABETS = ("rhubarb", "papagayo", "azure", "arpabet", "ipa")
"""Those of the table. `ipa` is told by its first letters."""

_FILE = Path(__file__).with_name("visemes.toml")
_STRENGTH = "strength"
_LONGEST = 3
"""Letters of a sign of `ipa`, `spn`."""
_STRESS = re.compile(r"\d+$")


@dataclass(frozen=True)
class Viseme:
    """shape: channel -> value. strength: how much it insists on that against its neighbors."""

    name: str
    strength: float
    shape: dict[str, float]


@cache
def _table() -> dict[str, Any]:
    return parse_toml(utf8_text(_FILE, _FILE.name, MappingError), _FILE.name, MappingError)


@cache
def visemes() -> dict[str, Viseme]:
    """Name -> viseme."""
    found: dict[str, Viseme] = {}
    for name, row in _table()["visemes"].items():
        shape = {channel: value for channel, value in row.items() if channel != _STRENGTH}
        found[name] = Viseme(name, float(row[_STRENGTH]), shape)
    return found


def is_of(sign: str, alphabet: str) -> bool:
    """Whether an alphabet has a sign."""
    return viseme_of(sign, alphabet) is not None


def viseme_of(sign: str, alphabet: str) -> str | None:
    """The name of a sign's viseme, None for a sign that the alphabet lacks.

    >>> viseme_of("AA1", "arpabet"), viseme_of("tʃʰ", "ipa"), viseme_of("", "ipa")
    ('aa', 'CH', 'sil')
    """
    sign = sign.strip()
    if not sign:
        return SILENCE
    table: dict[str, str] = _table()[alphabet]
    if alphabet == "arpabet":
        return table.get(_STRESS.sub("", sign).upper())
    if alphabet != "ipa":
        return table.get(sign)
    # A nasal or long vowel looks as the plain one does.
    letters = "".join(c for c in unicodedata.normalize("NFD", sign) if c in _letters())
    for length in range(_LONGEST, 0, -1):
        if letters[:length] in table:
            return table[letters[:length]]
    return None


@cache
def _letters() -> frozenset[str]:
    """Every letter of `ipa`, which marks are not."""
    return frozenset("".join(_table()["ipa"]))
