"""What is built around the 478 landmarks: head, mouth, eyes, hair and smooth surface.

It is one garment, made once, which goes with the landmarks: no Python runs when a face moves.
"""

from .dressing import (
    BARE,
    GARMENT,
    MARKER,
    Choice,
    add_part,
    choice_of,
    dress,
    fit_garments,
    has_part,
    remove_part,
    render_garment_as_in_viewport,
    show_view_colors,
    undressed,
    wear,
)
from .garment_group import COLOR_SETTING, HAIR_SETTING, PUPIL_SETTING, SETTINGS
from .hair import change_look, put_on

__all__ = [
    "BARE",
    "COLOR_SETTING",
    "GARMENT",
    "HAIR_SETTING",
    "MARKER",
    "PUPIL_SETTING",
    "SETTINGS",
    "Choice",
    "add_part",
    "change_look",
    "choice_of",
    "dress",
    "fit_garments",
    "has_part",
    "put_on",
    "remove_part",
    "render_garment_as_in_viewport",
    "show_view_colors",
    "undressed",
    "wear",
]
