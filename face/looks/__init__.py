"""How a face looks: skin tones, clay, and lines on its edges."""

import bpy

from ...data.looks import LOOKS
from .lines import draw_lines, only_contours, remove_lines
from .materials import check_local, wear, worn
from .skin import TONE, skin_material


def set_look(obj: bpy.types.Object, name: str) -> None:
    """Give a face one of LOOKS: its skin's material, shared by all faces of that look, and its
    lines. Raises FaceError where the face cannot be changed.
    """
    check_local(obj)
    look = LOOKS[name]
    wear(obj, skin_material(look.tone))
    if look.lines:
        draw_lines(obj, look.lines)
    else:
        remove_lines(obj)


def look_of(obj: bpy.types.Object) -> str:
    """The look whose material and lines a face has, empty for one of the user's own."""
    material = worn(obj)
    tone = material.get(TONE) if material else None
    for name, look in LOOKS.items():
        if tone == look.tone.title and only_contours(obj) == (look.lines and look.lines.contours):
            return name
    return ""
