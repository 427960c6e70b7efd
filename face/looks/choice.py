"""Choosing one of LOOKS for a face, and telling which one it has."""

import bpy

from ...blender.editing import check_unlocked
from ...data.looks import LOOKS
from .lines import draw_lines, only_contours, remove_lines
from .materials import wear, worn_material
from .skin import TONE, skin_material


def set_look(obj: bpy.types.Object, name: str) -> None:
    """Give a face one of LOOKS: its skin's material, shared by all faces of that look, and its
    lines. Raises FaceError where the face cannot be changed.
    """
    check_unlocked(obj, obj.data)
    look = LOOKS[name]
    wear(obj, skin_material(look.tone))
    if look.lines:
        draw_lines(obj, look.lines)
    else:
        remove_lines(obj)


def look_of(obj: bpy.types.Object) -> str:
    """The look whose material and lines a face has, empty for one of the user's own."""
    material = worn_material(obj)
    tone = material.get(TONE) if material else None
    contours = only_contours(obj)
    for name, look in LOOKS.items():
        look_contours = look.lines.contours if look.lines else None
        if tone == look.tone.title and contours == look_contours:
            return name
    return ""
