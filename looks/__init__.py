"""How a face looks: skin tones, clay, and lines on its edges."""

import bpy

from ..data.errors import FaceError
from ..data.looks import LOOKS
from ..nodes import get_input
from .lines import CONTOURS, draw_lines, lines_of, remove_lines
from .materials import wear, worn
from .skin import skin_material, skin_name


def set_look(obj: bpy.types.Object, name: str) -> None:
    """Give a face one of LOOKS: its skin's material, shared by all faces of that look, and its
    lines. Raises FaceError where the face cannot be changed.
    """
    mesh, look = obj.data, LOOKS[name]
    if not (obj.is_editable and mesh.is_editable):
        raise FaceError(f"{obj.name} is linked: make it local to change its look")
    wear(mesh, skin_material(look.tone))
    if look.lines:
        draw_lines(obj, look.lines)
    else:
        remove_lines(obj)


def look_of(obj: bpy.types.Object) -> str:
    """The look whose material and lines a face has, empty for one of the user's own."""
    material, lines = worn(obj.data), lines_of(obj)
    contours = get_input(lines, CONTOURS) if lines else None
    for name, look in LOOKS.items():
        same = material and material.name == skin_name(look.tone)
        if same and contours == (look.lines and look.lines.contours):
            return name
    return ""
