"""What is built around the 478 landmarks: head, mouth, eyes, hair and smooth surface.

It is one garment, made once, which goes with the landmarks: no Python runs when a face moves.
"""

from .dressing import (
    FINEST,
    GARMENT,
    MARKER,
    TITLES,
    Choice,
    add_part,
    choice_of,
    dress,
    has_part,
    remove_part,
    undressed,
    wear,
)
from .garment_group import HAIR_INPUT, SETTINGS
from .hair import change_look, put_on

__all__ = [
    "FINEST",
    "GARMENT",
    "HAIR_INPUT",
    "MARKER",
    "SETTINGS",
    "TITLES",
    "Choice",
    "add_part",
    "change_look",
    "choice_of",
    "dress",
    "has_part",
    "put_on",
    "remove_part",
    "undressed",
    "wear",
]
