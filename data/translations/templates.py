"""Messages in other languages, found by what they are made of.

Rooms below the operators know no Blender and no language: their errors are English sentences with
values filled in. Here a sentence is recognized by its words, and said again in another language
with the same values.

A report is parts with joints between them, and a template may be one part or several, with joints
of its own or in a value. So all ways to lay templates over the parts are compared, by what they
leave in English and what their values swallow. In `3 channels keyed; 2 locked channels stay`,
`{} locked channels stay` fits the whole, but would take a joint into its value; two templates, one
for each part, take none.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from .tables import table

_PLACEHOLDER = "{}"
_JOINTS = {"; ": 4.0, " | ": 4.0, ": ": 1.0, ", ": 1.0}
"""Between sentences of a report, and between parts of them -> what it costs that a value has one.
Lists of names have commas."""
_PARTED = re.compile("(; | \\| |: |, )")
_UNKNOWN = 3.0
"""What a part costs that stays in English."""
_EACH = 0.01
"""What each part costs that is said by itself: of equals, the longest template is the best."""


class _Template(NamedTuple):
    """literals: what stands between the values."""

    literals: tuple[str, ...]
    pattern: re.Pattern[str]
    said: str


class _Said(NamedTuple):
    """A text in another language, and what that cost."""

    cost: float
    text: str


# Panels ask at every redraw, and the sidebar is drawn at every frame of a playback.
@lru_cache(maxsize=1024)
def translated(message: str, locale: str) -> str:
    """A message in another language, as far as the table has its sentences."""
    # Parts and joints take turns: a part has an even place.
    pieces = _PARTED.split(message)
    # Few of them, so that long lists of names cost little.
    templates = [
        template
        for template in _templates(locale)
        if all(literal in message for literal in template.literals)
    ]
    best = [_Said(0.0, "")]
    for end in range(1, len(pieces) + 1, 2):
        ways = []
        for start in range(0, end, 2):
            before = best[start // 2]
            joint = pieces[start - 1] if start else ""
            said = _segment(pieces[start:end], templates, table(locale))
            ways.append(_Said(before.cost + said.cost + _EACH, before.text + joint + said.text))
        best.append(min(ways, key=lambda way: way.cost))
    return best[-1].text


def _segment(
    pieces: list[str],
    templates: Sequence[_Template],
    known: Mapping[str, str],
) -> _Said:
    """Parts and the joints between them, said by one template or left as they are."""
    text = "".join(pieces)
    if text in known:
        return _Said(0.0, known[text])
    parts = len(pieces) // 2 + 1
    best = _Said(_UNKNOWN * parts, text)
    for template in templates:
        found = template.pattern.fullmatch(text)
        if found is None:
            continue
        cost = sum(map(_price, found.groups()))
        if cost < best.cost:
            values = [_value(value, known) for value in found.groups()]
            best = _Said(cost, template.said.format(*values))
    return best


def _value(value: str, known: Mapping[str, str]) -> str:
    """Names and numbers stay, and many labels are names as well; a phrase, `a number`, is none."""
    return known.get(value, value) if " " in value else value


def _price(value: str) -> float:
    """Of the joints that a value swallowed."""
    return sum(price * value.count(joint) for joint, price in _JOINTS.items())


@cache
def _templates(locale: str) -> tuple[_Template, ...]:
    """Those with values, the longest first: it says most of a message by itself."""
    sentences = [english for english in table(locale) if _PLACEHOLDER in english]
    sentences.sort(key=len, reverse=True)
    found = []
    for english in sentences:
        literals = tuple(english.split(_PLACEHOLDER))
        pattern = "(.+?)".join(re.escape(literal) for literal in literals)
        found.append(_Template(literals, re.compile(pattern, re.DOTALL), table(locale)[english]))
    return tuple(found)
