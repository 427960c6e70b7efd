"""Which of the meshes that the user chose play a take, and why the others do not."""

from collections.abc import Sequence
from typing import NamedTuple

from bpy.types import Object

from ..data.errors import MappingError
from .links import links_of


class Cast(NamedTuple):
    """characters: those that play. left_out: why others do not, a sentence each."""

    characters: list[Object]
    left_out: list[str]


def cast(objects: Sequence[Object]) -> Cast:
    """Those of the chosen meshes that have links, or shape keys of known names. Raises MappingError
    where none of them has.
    """
    characters = []
    left_out = []
    for obj in objects:
        try:
            links_of(obj.data)
        except MappingError as error:
            left_out.append(str(error))
        else:
            characters.append(obj)
    if left_out and not characters:
        raise MappingError("; ".join(left_out))
    return Cast(characters, left_out)
