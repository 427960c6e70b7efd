"""Hair that goes with the look: its color with the skin's, and none on research looks."""

import bpy
import numpy as np

from ...blender.modifiers import get_input, modifier_with, set_input
from ...data.looks import DEFAULT, LOOKS, Look
from ..looks import look_of, set_look
from .dressing import GARMENT, add_part, has_part, remove_part
from .garment_group import HAIR_SETTING


def change_look(obj: bpy.types.Object, name: str) -> None:
    """Give a face one of LOOKS. Hair is taken off where the look before had some and this one has
    none, and put on the other way round; a color that a user chose stays.

    Raises FaceError where the face cannot be changed.
    """
    look_before = LOOKS.get(look_of(obj))
    is_chosen = not _has_color_of(obj, look_before)
    look = LOOKS[name]
    set_look(obj, name)
    if look_before and look_before.has_hair != look.has_hair:
        if look.has_hair:
            put_on(obj)
        else:
            remove_part(obj, "HAIR")
    elif not is_chosen:
        _color(obj, look)


def put_on(obj: bpy.types.Object) -> None:
    """Give a face hair of the color that goes with its look."""
    if has_part(obj, "HAIR"):
        return
    add_part(obj, "HAIR")
    _color(obj, LOOKS.get(look_of(obj), LOOKS[DEFAULT]))


def _color(obj: bpy.types.Object, look: Look) -> None:
    modifier = modifier_with(obj, GARMENT, HAIR_SETTING)
    if modifier:
        set_input(modifier, HAIR_SETTING, (*look.tone.hair, 1))


def _has_color_of(obj: bpy.types.Object, look: Look | None) -> bool:
    """Whether a face's hair has the color that goes with a look."""
    modifier = modifier_with(obj, GARMENT, HAIR_SETTING)
    if not modifier or not look:
        return False
    color = tuple(get_input(modifier, HAIR_SETTING))[:3]
    return np.allclose(color, look.tone.hair)
