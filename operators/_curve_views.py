"""What the editors of keys and curves show of a face at first."""

import bpy

from ..animation.targets import keyed_block
from ..blender.action_slots import Bag, find_bag, slot_of

_LEVELS = 3
"""Of the list above the regions: the object, its data, the action."""
_APART = 6
"""Pixels from key to key that leave the curve between them in sight."""


def list_regions(obj: bpy.types.Object) -> None:
    """Open the list of channels down to the regions, and keep these closed.

    No curve is selected then: Blender draws the keys of others so faint that colors are seen.
    """
    for _ in range(_LEVELS):
        bpy.ops.anim.channels_expand(all=True)
    bag = _bag_of(obj)
    if bag is None:
        return
    for group in bag.groups:
        group.select = False
        group.show_expanded = False
        group.show_expanded_graph = False
    for fcurve in bag.fcurves:
        fcurve.select = False


def approach_keys(obj: bpy.types.Object, scene: bpy.types.Scene, region: bpy.types.Region) -> None:
    """Zoom a graph editor in around the scene's frame until keys stand apart.

    region: of its curves, which are all in sight.
    """
    bag = _bag_of(obj)
    if bag is None:
        return
    most = max((len(fcurve.keyframe_points) for fcurve in bag.fcurves), default=0)
    if most * _APART <= region.width:
        return
    width = round(region.width**2 / (most * _APART))
    first = _pixel_of(region, scene.frame_start)
    left = max(_pixel_of(region, scene.frame_current) - width // 2, first)
    bpy.ops.view2d.zoom_border(
        xmin=left, xmax=left + width, ymin=0, ymax=region.height, wait_for_input=False
    )


def _pixel_of(region: bpy.types.Region, frame: int) -> int:
    place = region.view2d.view_to_region(frame, 0, clip=False)
    return place[0]  # pyright: ignore[reportIndexIssue]


def _bag_of(obj: bpy.types.Object) -> "Bag | None":
    owner, _prefix = keyed_block(obj.data)
    animation = owner.animation_data
    return find_bag(animation.action, slot_of(animation)) if animation else None
