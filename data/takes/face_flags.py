"""Columns and keys that say whether a face was seen: then what else a row holds does not count."""

from collections.abc import Iterable, Sequence

import numpy as np

from .cells import CellParser, parse_number
from .named_columns import find_column, is_named

_FLAGS = frozenset(
    {
        *("hasface", "faceisvalid", "isvalid", "valid", "success", "tracked", "istracked"),
        *("facedetected", "detected", "isdetected", "facefound", "facevisible", "facepresent"),
        *("facetracked", "istracking", "trackingvalid", "facevalid", "facesuccess"),
        *("numfaces", "nfaces", "facecount", "numberoffaces", "facesdetected"),
    }
)
"""Names, as is_named wants them."""
_NO = frozenset({"false", "f", "no", "n", "lost", "invalid"})
_YES = frozenset({"true", "t", "yes", "y", "ok", "valid", "tracked"})


def is_flag(name: str) -> bool:
    """Whether a column or key of this name says so.

    >>> is_flag("has_face"), is_flag("FaceIsValid"), is_flag("face_id")
    (True, True, False)
    """
    return is_named(name, _FLAGS)


def find_flag(names: Sequence[str]) -> list[int]:
    """The column that says so, as a list, which is empty where there is none."""
    return find_column(names, _FLAGS)


def says_no(values: Iterable[object]) -> bool:
    """Whether any of some values of flags, numbers or truth values of JSON, says that there is no
    face. None is of a tool that does not tell.
    """
    return any(value is False or value == 0 for value in values if value is not None)


def is_faceless(flags: np.ndarray) -> np.ndarray:
    """(n,) whether rows say that there is no face, by flags (n, 1), or (n, 0) without any."""
    return (flags == 0).any(axis=1)


def _parse_flag(cell: str) -> float:
    """1 or 0. Raises ValueError with what the cell should be."""
    word = cell.strip().lower()
    if word in _YES:
        return 1.0
    if word in _NO:
        return 0.0
    try:
        return parse_number(word)
    except ValueError:
        raise ValueError("true or false") from None


FLAG_PARSER = CellParser(_parse_flag, reads_numbers=True)
"""Of such a column: numbers, or words for yes and no."""
