"""Messages in other languages, found by what they are made of.

Rooms below the operators know no Blender and no language: their errors are English sentences with
values filled in. Here a sentence is recognized by its words, and said again in another language
with the same values.
"""

import re
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from .tables import table

_PLACEHOLDER = "{}"
_JOINTS = ("; ", " | ")
"""Between the sentences of one report."""


class _Template(NamedTuple):
    pattern: re.Pattern[str]
    said: str


def translated(message: str, locale: str) -> str:
    """A message in another language, as far as the table has its sentences."""
    known = table(locale)
    if message in known:
        return known[message]
    for template in _templates(locale):
        if found := template.pattern.fullmatch(message):
            return template.said.format(*found.groups())
    for joint in _JOINTS:
        if joint in message:
            return joint.join(translated(part, locale) for part in message.split(joint))
    return message


@cache
def _templates(locale: str) -> tuple[_Template, ...]:
    """Those with values, the longest first: it says most of a message by itself."""
    found = []
    for english, said in table(locale).items():
        if _PLACEHOLDER in english:
            parts = [re.escape(part) for part in english.split(_PLACEHOLDER)]
            pattern = re.compile("(.+?)".join(parts), re.DOTALL)
            found.append((len(english), _Template(pattern, said)))
    found.sort(key=itemgetter(0), reverse=True)
    return tuple(template for _length, template in found)
