"""Texts broken into lines: Blender's panels do not break them."""

import re
import textwrap
import unicodedata
from collections.abc import Iterator

_WORDS = re.compile(r"[!-~]+|.", re.DOTALL)
"""Latin letters and signs as they hang together, and each other letter."""


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Lines of at most `width` Latin letters; others than the first begin with `indent`.

    Letters of East Asia take twice the width, and lines of them may end anywhere; Latin words among
    them stay whole where a line has room.
    """
    if _width(text) == len(text):
        return textwrap.wrap(text, width, subsequent_indent=indent) or [""]
    lines = []
    line = ""
    for piece in _pieces(text, width - len(indent)):
        if _width(line + piece) > width:
            lines.append(line.rstrip())
            line = indent
        line += piece
    return [*lines, line]


def _pieces(text: str, width: int) -> Iterator[str]:
    """What may begin a line: Latin words that fit into one, and single letters."""
    for piece in _WORDS.findall(text):
        if len(piece) > width:
            yield from piece
        else:
            yield piece


def _width(text: str) -> int:
    """In Latin letters."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
