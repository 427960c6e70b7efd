"""Curves of channels as the Graph Editor and the Dope Sheet show them: by region and side."""

import bpy

from ..blender.action_slots import Bag, find_bag, slot_of
from ..blender.extension import preferences
from ..data.channels import REGIONS, region_of
from ..data.region_colors import REGION_COLORS, Color, curve_color
from ..face.paths import channel_of
from .targets import SHAPE_KEYS, keyed_block

_DARKER = 0.6
"""Factor of a region's color behind the names in the list of channels."""


def show_regions(mesh: bpy.types.Mesh, anew: bool = False) -> int:
    """Group a face's or character's curves by region, and color them by region and side.

    What a user grouped or colored stays, unless all is to be done anew. Returns how many curves
    there are.
    """
    owner, _prefix = keyed_block(mesh)
    animation = owner.animation_data
    if animation is None:
        return 0
    bag = find_bag(animation.action, slot_of(animation))
    # Colors of linked or packed actions are not ours to change.
    if bag is None or not animation.action.is_editable:
        return 0
    count = 0
    for fcurve in list(bag.fcurves):
        channel = channel_of(mesh, fcurve.data_path)
        if channel is None:
            continue
        count += 1
        region = region_of(channel)
        color = _color_of(region)
        # A mesh's shape keys may be of any kind, and are one group.
        if owner == mesh:
            _group(bag, fcurve, REGIONS[region], anew)
            _color_group(fcurve.group, color, anew)
        else:
            _group(bag, fcurve, SHAPE_KEYS, anew)
        if anew or fcurve.color_mode != "CUSTOM":
            fcurve.color_mode = "CUSTOM"
            fcurve.color = curve_color(channel, color)
    return count


def _group(bag: Bag, fcurve: bpy.types.FCurve, title: str, anew: bool) -> None:
    if fcurve.group is None or (anew and fcurve.group.name != title):
        fcurve.group = bag.groups.get(title) or bag.groups.new(title)


def _color_group(group: bpy.types.ActionGroup, color: Color, anew: bool) -> None:
    if not anew and group.color_set != "DEFAULT":
        return
    group.color_set = "CUSTOM"
    group.colors.normal = [part * _DARKER for part in color]
    group.colors.select = color
    group.colors.active = color


def _color_of(region: str) -> Color:
    """As the user prefers it."""
    chosen = preferences()
    return tuple(getattr(chosen, f"{region}_color")) if chosen else REGION_COLORS[region]
