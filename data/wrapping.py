"""Texts broken into lines: Blender's panels do not break them."""

import textwrap
import unicodedata


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Lines of at most `width` Latin letters; others than the first begin with `indent`.

    Letters of East Asia take twice the width, and lines of them may end anywhere.
    """
    if _width(text) == len(text):
        return textwrap.wrap(text, width, subsequent_indent=indent) or [""]
    lines = []
    line = ""
    for letter in text:
        if _width(line + letter) > width:
            lines.append(line)
            line = indent
        line += letter
    return [*lines, line]


def _width(text: str) -> int:
    """In Latin letters."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
