"""Faces that version 0.1 dressed: a modifier for each part, which built it anew on each frame.

They work as they did, node groups and all, until they are dressed anew; all that is known of how
they were is here.
"""

import bpy

from ..blender.modifiers import get_input, hide_from_menu, modifier_with, set_input
from ..data.anatomy.garment import Parts
from ..data.color_maps import COLOR_MAPS
from .parts import BARE, COLOR_SETTING, GARMENT, SETTINGS, Choice, wear
from .views.color import MODIFIER as COLORS
from .views.color import set_range
from .views.coloring import AUTOMATIC, MAXIMUM, colors_group

_HEAD = ("Face: Head",)
_MOUTH = ("Face: Mouth", "Face: Teeth")
_EYES = ("Face: Lids", "Face: Eyes")
_SMOOTH = "Face: Smooth"
_GAZE = "Face: Gaze"
"""What turned the irises before there were eyeballs; they would turn twice."""
_MODIFIERS = (_GAZE, *_HEAD, *_MOUTH, *_EYES, _SMOOTH)
"""Names of the modifiers by part."""
_COLOR_GROUP = "Face Heat Map {}"
"""Name of the node group that colored by one of COLOR_MAPS."""


def is_dressed_formerly(obj: bpy.types.Object) -> bool:
    """Whether a face has parts of version 0.1."""
    return any(name in obj.modifiers for name in _MODIFIERS)


def dress_anew(obj: bpy.types.Object) -> None:
    """Give a face the garment in place of such parts; it has the same parts and settings then.

    A user's own modifiers stay, behind the garment.
    """
    choice = _choice(obj)
    settings = _settings(obj)
    for name in _MODIFIERS:
        former = obj.modifiers.get(name)
        if former:
            # Blender keeps the group until the file is closed, and other faces may wear it.
            if former.type == "NODES" and former.node_group:
                hide_from_menu(former.node_group)
            obj.modifiers.remove(former)
    wear(obj, choice)
    garment = obj.modifiers.get(GARMENT)
    if garment:
        for name, value in settings.items():
            set_input(garment, name, value)
    _renew_colors(obj)


def _choice(obj: bpy.types.Object) -> Choice:
    """What it wore."""
    modifiers = obj.modifiers
    parts = Parts(
        head=all(name in modifiers for name in _HEAD),
        mouth=all(name in modifiers for name in _MOUTH),
        eyes=all(name in modifiers for name in _EYES),
        hair=False,
    )
    smooth = modifiers.get(_SMOOTH)
    if not smooth:
        return BARE._replace(parts=parts)
    return BARE._replace(
        parts=parts,
        view_level=smooth.levels,
        render_level=smooth.render_levels,
    )


def _settings(obj: bpy.types.Object) -> dict[str, object]:
    """What a user set on its eyes, by the names of SETTINGS."""
    eyes = modifier_with(obj, _EYES[-1], *SETTINGS)
    if not eyes:
        return {}
    found: dict[str, object] = {}
    for name in SETTINGS:
        value = get_input(eyes, name)
        found[name] = tuple(value) if name == COLOR_SETTING else value
    return found


def _renew_colors(obj: bpy.types.Object) -> None:
    """Have the colors of a research view fit the garment: the former group's were mixed with zeros
    at the seam of the head, and made up for that.
    """
    colors = modifier_with(obj, COLORS, MAXIMUM, AUTOMATIC)
    if not colors:
        return
    for color_map in COLOR_MAPS:
        if colors.node_group.name.startswith(_COLOR_GROUP.format(color_map)):
            maximum = get_input(colors, MAXIMUM)
            automatic = get_input(colors, AUTOMATIC)
            hide_from_menu(colors.node_group)
            colors.node_group = colors_group(color_map)
            set_range(colors, maximum, bool(automatic))
