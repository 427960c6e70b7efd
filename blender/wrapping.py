"""Lines that are broken where a dialog or the sidebar ends: Blender would cut them."""

import bpy

from ..data.wrapping import wrapped as wrapped_text

_LETTER = 6.0
"""Pixels that a letter takes on average, at a resolution scale of 1."""
_MARGIN = 30
"""Pixels beside the text, of box and dialog."""
_SIDEBAR_MARGIN = 88
"""The same of tabs, panel, box and icon in the sidebar."""
_LEAST = 20
"""Letters of a line, however narrow the region is."""


def wrapped(lines: list[str], context: bpy.types.Context, width: int) -> list[str]:
    """Lines that fit the region of a file browser, or a dialog of a width in pixels."""
    space = context.space_data
    if space and space.type == "FILE_BROWSER":
        width = _width_of_region(context)
    found = []
    for line in lines:
        found += wrapped_text(line, _letters(width - _MARGIN), "    ")
    return found


def wrapped_in_sidebar(text: str, context: bpy.types.Context) -> list[str]:
    """Lines that fit a box of the sidebar beside an icon, however wide the user has made it."""
    return wrapped_text(text, _letters(_width_of_region(context) - _SIDEBAR_MARGIN))


def _width_of_region(context: bpy.types.Context) -> int:
    """In pixels at a resolution scale of 1."""
    return round(context.region.width / context.preferences.system.ui_scale)


def _letters(width: int) -> int:
    return max(_LEAST, int(width / _LETTER))
