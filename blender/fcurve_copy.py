"""F-curves copied whole.

Blender versions: none below 5.0 has a function for it, and none at all for those of strips.

With action_carry.py, part of actions.py's ownership of actions, slots and channelbags.
"""

from collections.abc import Iterable, Mapping

import bpy
import numpy as np

from .action_slots import Bag

_NUMBERS = {
    "FLOAT": np.float32,
    "BOOLEAN": np.bool_,
    "ENUM": np.uint8,
}
"""Kind of a property -> how Blender stores its values."""
_PLACE = ("data_path", "array_index", "is_valid")
"""Settings of a curve that say what it animates, not how."""


def copy_curves(
    curves: Iterable[bpy.types.FCurve],
    bag: "Bag",
    paths: Mapping[str, str],
) -> None:
    """Copy the curves whose data path is in `paths`, to the path there, with their groups."""
    for curve in curves:
        path = paths.get(curve.data_path)
        if path is None:
            continue
        new = bag.fcurves.new(path, index=curve.array_index)
        copy_curve(curve, new)
        if curve.group:
            group = bag.groups.get(curve.group.name)
            if group is None:
                group = _copy_group(curve.group, bag)
            new.group = group


def copy_curve(curve: bpy.types.FCurve, new: bpy.types.FCurve) -> None:
    """Make a curve like another in all but its data path."""
    keys = curve.keyframe_points
    samples = curve.sampled_points
    new.keyframe_points.clear()
    if samples:
        # Blender makes samples from keys alone. They are overwritten, one for each frame.
        new.keyframe_points.insert(0, 0)
        new.convert_to_samples(0, len(samples))
        _copy_items(samples, new.sampled_points)
    else:
        new.keyframe_points.add(len(keys))
        _copy_items(keys, new.keyframe_points)
    for modifier in curve.modifiers:
        _copy_modifier(modifier, new.modifiers.new(modifier.type))
    how = [name for name in settable(curve) if name not in _PLACE]
    copy_settings(curve, new, how)


def _copy_modifier(modifier: bpy.types.FModifier, new: bpy.types.FModifier) -> None:
    """Make a modifier like another of its type."""
    # Twice: the ends of a range hold each other, and one of them is not set yet.
    for _pass in range(2):
        copy_settings(modifier, new)
    if modifier.type == "ENVELOPE":
        for point in modifier.control_points:
            new.control_points.add(point.frame)
        # All at once: Blender can crash when a point is set by itself.
        _copy_items(modifier.control_points, new.control_points)


def _copy_group(group: bpy.types.ActionGroup, bag: "Bag") -> bpy.types.ActionGroup:
    """A group like another, colors included, among a bag's groups."""
    new = bag.groups.new(group.name)
    copy_settings(group, new)
    if group.is_custom_color_set:
        copy_settings(group.colors, new.colors)
    return new


def _copy_items(
    items: bpy.types.bpy_prop_collection, copies: bpy.types.bpy_prop_collection
) -> None:
    """Copy each setting of all keys or samples at once, without update(): it moves handles."""
    if not items:
        return
    for name in settable(items[0]):
        prop = items[0].bl_rna.properties[name]
        # A place is a pair of frame and value; enums have no length, and single numbers 0.
        width = max(getattr(prop, "array_length", 0), 1)
        size = len(items) * width
        values = np.empty(size, _NUMBERS[prop.type])
        items.foreach_get(name, values)
        copies.foreach_set(name, values)


def settable(item: bpy.types.bpy_struct) -> list[str]:
    """Names of the properties that can be set and are no pointers or collections."""
    names = []
    for prop in item.bl_rna.properties:
        is_single = prop.type not in ("POINTER", "COLLECTION")
        if is_single and not prop.is_readonly:
            names.append(prop.identifier)
    return names


def copy_settings(
    item: bpy.types.bpy_struct,
    copy: bpy.types.bpy_struct,
    names: Iterable[str] | None = None,
) -> None:
    """Set properties of a copy as those of an item; all that can be, unless names are told."""
    for name in settable(item) if names is None else names:
        setattr(copy, name, getattr(item, name))
