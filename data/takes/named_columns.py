"""Columns and keys that are known by their names, in whatever way these are written."""

from collections.abc import Container, Sequence


def is_named(name: str, words: Container[str]) -> bool:
    """Whether a name is one of some words, which are in lower case and of letters and digits.

    >>> is_named("has_face", {"hasface"}), is_named("Face-ID", {"hasface"})
    (True, False)
    """
    return "".join(filter(str.isalnum, name)).lower() in words


def find_column(header: Sequence[str], words: Container[str]) -> list[int]:
    """The first column of such a name, as a list, which is empty where there is none."""
    found = [index for index, name in enumerate(header) if is_named(name, words)]
    return found[:1]
