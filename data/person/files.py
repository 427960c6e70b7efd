"""People as TOML files, to keep and to share.

    name = "Ada"
    modes = "ict-1"
    weights = [0.31, -1.2, ..]

The weights are those of the modes that the file names, in standard deviations.
"""

from pathlib import Path
from typing import Any

import numpy as np

from ..errors import PersonError
from ..toml_text import list_text, parse_toml, quoted, utf8_text
from ..whole_files import write_whole
from .limits import LARGEST_WEIGHT
from .modes import VERSION, modes
from .person import Person

_ENTRIES = ("name", "modes", "weights")
_DIGITS = 4
"""After the point: less than 0.001 mm."""


def read_person(path: str | Path) -> Person:
    """Raises PersonError, which names the file, the entry or line, and what to do."""
    path = Path(path)
    return parse_person(utf8_text(path, path.name, PersonError), path.name)


def parse_person(text: str, filename: str) -> Person:
    """A person from a file's text. filename: what errors call the file. Raises PersonError."""
    file = parse_toml(text, filename, PersonError)
    for entry in file:
        if entry not in _ENTRIES:
            raise PersonError(f"{filename}, {entry}: is not known here; use {', '.join(_ENTRIES)}")
    name = file.get("name", Path(filename).stem)
    if not isinstance(name, str):
        raise PersonError(f"{filename}, name: must be a text in quotes")
    version = file.get("modes")
    if version != VERSION:
        raise PersonError(
            f"{filename}, modes: is {_shown(version)}, and this extension has {VERSION!r}; "
            f"weights of other modes make another face: save the person anew"
        )
    return Person(name, _weights(file.get("weights"), f"{filename}, weights"))


def _shown(version: Any) -> str:
    """What a file says of its modes, in a message."""
    return "missing" if version is None else repr(version)


def _weights(values: Any, place: str) -> np.ndarray:
    """(k,) from what a file holds. place: what errors call it. Raises PersonError."""
    count = modes().count
    if not isinstance(values, list) or len(values) != count:
        raise PersonError(f"{place}: must be a list of {count} numbers")
    for number, value in enumerate(values, 1):
        # Not isinstance, since True and False are no numbers here.
        is_weight = type(value) in (int, float) and abs(value) <= LARGEST_WEIGHT
        if not is_weight:
            raise PersonError(
                f"{place}, number {number}: is {value!r}; needs a number from "
                f"{-LARGEST_WEIGHT:g} to {LARGEST_WEIGHT:g}"
            )
    return np.array(values, float)


def person_text(person: Person) -> str:
    """The file's text."""
    weights = [round(weight, _DIGITS) for weight in person.weights.tolist()]
    return (
        f"name = {quoted(person.name)}\n"
        f"modes = {quoted(VERSION)}\n"
        f"weights = {list_text(weights)}\n"
    )  # fmt: skip


def write_person(path: str | Path, person: Person) -> None:
    """Write a person's file. Raises PersonError, also for a person that could not be read again."""
    path = Path(path)
    text = person_text(person)
    parse_person(text, path.name)
    try:
        content = text.encode()
    except UnicodeEncodeError as error:
        letter = error.object[error.start : error.end]
        raise PersonError(f"{path.name}: the name holds {letter!r}; change it first") from error
    write_whole(path, content, PersonError)
