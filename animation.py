"""The one owner of actions, slots and channelbags, and of what differs between Blender versions."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import bpy
import numpy as np

_LINEAR = 1
"""Value of the keyframe interpolation enum."""


class Curve(NamedTuple):
    """Keys of one property: value i stands at the frame that many after the first."""

    path: str
    values: np.ndarray
    index: int = 0


def channel_path(index: int) -> str:
    """Data path of a channel on its mesh. By index, it evaluates twice as fast as by name."""
    return f"blendshape_face.channels[{index}].value"


def write_action(
    owner: bpy.types.ID,
    name: str,
    groups: dict[str, Sequence[Curve]],
    first_frame: int,
    base: bpy.types.Action | None = None,
) -> bpy.types.Action:
    """Give `owner` a new action with linear keys on every frame, its curves grouped by title.

    base: an action of the owner whose other curves the new action takes over.
    The owner's former action stays in the file.
    """
    animation = owner.animation_data or owner.animation_data_create()
    slot_name = _slot_name(animation)
    if animation.action:
        animation.action.use_fake_user = True
    action = base.copy() if base else bpy.data.actions.new(name)
    action.name = name
    animation.action = action
    bag = _curves_of(animation, owner, action, slot_name)
    for title, curves in groups.items():
        group = bag.groups.get(title) or bag.groups.new(title)
        for curve in curves:
            if former := bag.fcurves.find(curve.path, index=curve.index):
                bag.fcurves.remove(former)
            fcurve = bag.fcurves.new(curve.path, index=curve.index)
            fcurve.group = group
            _write_keys(fcurve, curve.values, first_frame)
    return action


def _write_keys(fcurve: bpy.types.FCurve, values: np.ndarray, first_frame: int) -> None:
    count = len(values)
    keys = np.empty((count, 2), np.float32)
    keys[:, 0] = np.arange(first_frame, first_frame + count)
    keys[:, 1] = values
    points = fcurve.keyframe_points
    points.add(count)
    points.foreach_set("co", keys.ravel())
    points.foreach_set("interpolation", np.full(count, _LINEAR, np.uint8))
    fcurve.update()


def _slot_name(animation: bpy.types.AnimData) -> str | None:
    slot = getattr(animation, "action_slot", None)
    return slot.identifier if slot else None


def _curves_of(
    animation: bpy.types.AnimData,
    owner: bpy.types.ID,
    action: bpy.types.Action,
    slot_name: str | None = None,
) -> "bpy.types.Action | bpy.types.ActionChannelbag":
    """What holds an owner's F-curves: its channelbag, or before Blender 4.4 the action itself."""
    if not hasattr(action, "slots"):
        return action
    slot = action.slots.get(slot_name) if slot_name else None
    slot = slot or action.slots.new(owner.id_type, owner.name)
    animation.action_slot = slot
    layer = action.layers[0] if action.layers else action.layers.new("Layer")
    strip = layer.strips[0] if layer.strips else layer.strips.new(type="KEYFRAME")
    return strip.channelbag(slot, ensure=True)


def fcurves(owner: bpy.types.ID) -> Iterable[bpy.types.FCurve]:
    """The F-curves of an owner's action."""
    animation = owner.animation_data
    if animation is None or animation.action is None:
        return ()
    if not hasattr(animation.action, "slots"):
        return animation.action.fcurves
    slot = animation.action_slot
    bags = (
        strip.channelbag(slot)
        for layer in animation.action.layers
        for strip in layer.strips
        if slot is not None
    )
    return [fcurve for bag in bags if bag for fcurve in bag.fcurves]


def drives_channels(mesh: bpy.types.Mesh) -> bool:
    """Whether keys, drivers or NLA strips refer to a face's channels by their index."""
    animation = mesh.animation_data
    if animation is None:
        return False
    if any(track.strips for track in animation.nla_tracks):
        return True
    curves = (*fcurves(mesh), *animation.drivers)
    return any(curve.data_path.startswith("blendshape_face.channels") for curve in curves)
