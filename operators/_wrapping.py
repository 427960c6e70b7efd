"""Lines of a report, broken where a dialog ends: Blender would cut them in their middle."""

import bpy

from ..data.wrapping import wrapped as wrapped_text

_LETTER = 6.2
"""Pixels that a letter takes on average, at a resolution scale of 1."""
_MARGIN = 50
"""Pixels beside the text, of box and dialog."""
_LEAST = 20
"""Letters of a line, however narrow the region is."""


def wrapped(lines: list[str], context: bpy.types.Context, width: int) -> list[str]:
    """Lines that fit the region of a file browser, or a dialog of a width in pixels."""
    space = context.space_data
    if space and space.type == "FILE_BROWSER":
        width = round(context.region.width / context.preferences.system.ui_scale)
    letters = max(_LEAST, int((width - _MARGIN) / _LETTER))
    found = []
    for line in lines:
        found += wrapped_text(line, letters, "    ")
    return found
