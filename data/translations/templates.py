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
_JOINTS = ("; ", " | ", ": ", ", ")
"""Between the sentences of one report, then between their parts."""


class _Template(NamedTuple):
    pattern: re.Pattern[str]
    said: str


def translated(message: str, locale: str) -> str:
    """A message in another language, as far as the table has its sentences."""
    return (
        _by_parts(message, locale, whole=True)
        or _by_template(message, locale)
        or _by_parts(message, locale, whole=False)
        or message
    )


def _by_parts(message: str, locale: str, whole: bool) -> str | None:
    """A message that is known as it is, or put together of such parts.

    whole: all of them must be known; else what is not stays as it is.
    """
    known = table(locale)
    if message in known:
        return known[message]
    for joint in _JOINTS:
        parts = message.split(joint)
        if len(parts) == 1:
            continue
        if not whole:
            return joint.join(translated(part, locale) for part in parts)
        said = [_whole(part, locale) for part in parts]
        if None not in said:
            return joint.join(part for part in said if part)
    return None


def _whole(part: str, locale: str) -> str | None:
    """A part without parts of its own."""
    known = table(locale)
    if part in known:
        return known[part]
    has_parts = any(joint in part for joint in _JOINTS)
    return None if has_parts else _by_template(part, locale)


def _by_template(message: str, locale: str) -> str | None:
    for template in _templates(locale):
        if found := template.pattern.fullmatch(message):
            # Values are names and numbers, which stay.
            return template.said.format(*found.groups())
    return None


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
