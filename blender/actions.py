"""The owner of actions, slots and channelbags, and of what differs between Blender versions; with
animation_carry.py and fcurve_copy.py, which move what is there to another data-block.
"""

import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import bpy
import numpy as np

_LINEAR = 1
"""Value of the keyframe interpolation enum."""


class Curve(NamedTuple):
    """Keys of one property: value i stands `frames[i]`, or i, after the first frame."""

    path: str
    values: np.ndarray
    index: int = 0
    frames: np.ndarray | None = None


def write_action(
    owner: bpy.types.ID,
    name: str,
    groups: dict[str, Sequence[Curve]],
    first_frame: int,
    mode: str = "NEW",
    keep_others: bool = False,
) -> dict[str, int]:
    """Write curves with linear keys, grouped by title; returns the checksum of each by its path.

    mode: "NEW" gives the owner a new action, the former one stays in the file; "REPLACE" writes
        into the present action, over curves of the same properties; "STRIP" puts a new action on
        a new NLA track and leaves the present one where it is.
    keep_others: a "NEW" action takes over the former one's other curves.
    """
    animation = owner.animation_data or owner.animation_data_create()
    former, slot_name = animation.action, _slot_name(animation)
    if former and mode == "REPLACE":
        action = former
    else:
        action = former.copy() if former and keep_others else bpy.data.actions.new(name)
        action.name = name
        if former:
            former.use_fake_user = True
        animation.action = action
    bag = _curves_of(animation, owner, action, slot_name)
    checksums = {}
    for title, curves in groups.items():
        group = bag.groups.get(title) or bag.groups.new(title)
        for curve in curves:
            # Emptied, not removed: a group goes when its last curve does.
            fcurve = bag.fcurves.find(curve.path, index=curve.index)
            if fcurve:
                fcurve.keyframe_points.clear()
            else:
                fcurve = bag.fcurves.new(curve.path, index=curve.index)
                fcurve.group = group
            keys = _write_keys(fcurve, curve, first_frame)
            checksums[curve.path] = zlib.crc32(keys)
    if mode == "STRIP":
        _push_down(animation, action, former, slot_name, first_frame)
    return checksums


def _push_down(
    animation: bpy.types.AnimData,
    action: bpy.types.Action,
    former: bpy.types.Action | None,
    slot_name: str | None,
    first_frame: int,
) -> None:
    """Move the present action to a strip of its own and bring the former one back."""
    slot = getattr(animation, "action_slot", None)
    animation.action = former
    if former and slot_name:
        animation.action_slot = former.slots.get(slot_name)
    track = animation.nla_tracks.new()
    track.name = action.name
    strip = track.strips.new(action.name, first_frame, action)
    if slot:
        strip.action_slot = slot


def _write_keys(fcurve: bpy.types.FCurve, curve: Curve, first_frame: int) -> np.ndarray:
    count = len(curve.values)
    keys = np.empty((count, 2), np.float32)
    consecutive, linear = _alike(count)
    keys[:, 0] = consecutive if curve.frames is None else curve.frames
    keys[:, 0] += first_frame
    keys[:, 1] = curve.values
    points = fcurve.keyframe_points
    points.add(count)
    points.foreach_set("co", keys.ravel())
    points.foreach_set("interpolation", linear)
    fcurve.update()
    return keys


@lru_cache(maxsize=1)
def _alike(count: int) -> tuple[np.ndarray, np.ndarray]:
    """What the curves of a take have in common: frames from 0 on, and linear interpolation."""
    return np.arange(count, dtype=np.float32), np.full(count, _LINEAR, np.uint8)


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


def digest(owner: bpy.types.ID, prefix: str, written: dict[str, int]) -> str:
    """A fingerprint of the keys on an owner's properties that begin with this path.

    written: checksums of curves that need not be read, as write_action has just returned them.
    """
    total = 0
    for fcurve in fcurves(owner):
        path = fcurve.data_path
        if path.startswith(prefix):
            checksum = written.get(path)
            if checksum is None:
                keys = np.empty(2 * len(fcurve.keyframe_points), np.float32)
                fcurve.keyframe_points.foreach_get("co", keys)
                checksum = zlib.crc32(keys)
            total ^= zlib.crc32(f"{path} {checksum}".encode())
    return f"{total:08x}"
