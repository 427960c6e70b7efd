"""Keys written into actions, and read from them.

With action_slots.py, which knows what differs between Blender's versions, and action_carry.py and
fcurve_copy.py, which move what is there to another data-block, the owner of all actions.
"""

import math
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

import bpy
import numpy as np

from ..data.errors import FaceError
from .action_slots import Bag, add_curve_like, ensure_bag, find_bag, own_slot, play, slot_of
from .curve_locks import keep_only, key_of, locked_curves, locked_in, mute, muted_curves
from .editing import check_local
from .shape_keys import path_by_name

KeyMode = Literal["NEW", "REPLACE", "STRIP"]
"""Where keys go. NEW: the owner gets a new action, the former one stays in the file. REPLACE: into
the present action, over the curves of the same properties. STRIP: a new action on a new NLA track,
while the present one stays where it is.
"""

_LINEAR = 1
"""Of the enum of a keyframe's interpolation: CONSTANT is 0, BEZIER 2."""


class Curve(NamedTuple):
    """Keys of one property.

    path: data path of the property on its owner. index: of an element of an array property.
    values: (n,) one a key.
    frames: (n,) each key's frame after the first one; None for keys on consecutive frames.
    """

    path: str
    values: np.ndarray
    index: int = 0
    frames: np.ndarray | None = None


def check_writable(owner: bpy.types.ID, mode: KeyMode) -> None:
    """Raise FaceError where write_action could not write, or Blender would forget what it wrote."""
    animation = owner.animation_data
    if animation is None:
        return
    if animation.use_tweak_mode:
        # Then the action is that of a strip, and cannot be exchanged for another.
        raise FaceError(f"{owner.name}: leave the NLA's tweak mode first")
    if mode == "REPLACE" and animation.action:
        check_local(animation.action)


def write_action(
    owner: bpy.types.ID,
    name: str,
    groups: Mapping[str, Sequence[Curve]],
    first_frame: int,
    mode: KeyMode = "NEW",
    keep_others: bool = False,
    advance: Callable[[int], None] = lambda _keys: None,
) -> dict[str, int]:
    """Write curves with linear keys, grouped by title; returns the checksum of each by its path.

    mode: as KeyMode says. keep_others: a "NEW" action takes over the former one's other curves;
    locked ones it takes over anyway. They are not written, and what was muted stays so.
    advance: is told after each curve how many keys it has.
    `check_writable` tells beforehand whether it can.
    """
    animation = owner.animation_data or owner.animation_data_create()
    former = _Present.of(animation)
    muted = muted_curves(owner)
    action = _action_to_write(former, owner, name, mode, keep_others)
    if former.action and former.action != action:
        # Without it, Blender would drop the action when the file is saved.
        former.action.use_fake_user = True
    animation.action = action
    slot = own_slot(action, owner, former.slot_name)
    if slot:
        animation.action_slot = slot
    bag = ensure_bag(action, slot)
    if isinstance(owner, bpy.types.Key):
        _name_paths(bag, owner)
    if mode == "NEW" and not keep_others:
        keep_only(bag, locked_in(bag.fcurves))
    checksums = _write_groups(bag, groups, first_frame, advance)
    if mode == "STRIP":
        _push_down(animation, former, first_frame)
    else:
        mute(bag, muted)
    return checksums


def _action_to_write(
    former: "_Present",
    owner: bpy.types.ID,
    name: str,
    mode: KeyMode,
    keep_others: bool,
) -> bpy.types.Action:
    """The present action, a new one, or one that begins as a copy of the present one."""
    if former.action and mode == "REPLACE":
        return former.action
    # A strip begins with the first key of its action: older keys would shift it in time.
    keeps = mode == "NEW" and (keep_others or locked_curves(owner))
    return _add_action(name, former.action if keeps else None)


def _write_groups(
    bag: "Bag",
    groups: Mapping[str, Sequence[Curve]],
    first_frame: int,
    advance: Callable[[int], None],
) -> dict[str, int]:
    """Write curves by the titles of their groups, but locked ones; returns their checksums."""
    locked = locked_in(bag.fcurves)
    # `bag.fcurves.find` would look through all of them for each.
    present = {key_of(fcurve): fcurve for fcurve in bag.fcurves}
    checksums = {}
    like = None
    for title, curves in groups.items():
        group = bag.groups.get(title)
        if group is None:
            group = bag.groups.new(title)
            group.select = False
        for curve in curves:
            key = (curve.path, curve.index)
            if key in locked:
                continue
            fcurve = present.get(key)
            if fcurve:
                # Emptied, not removed: a group goes when its last curve does.
                fcurve.keyframe_points.clear()
                _add_keys(fcurve, len(curve.values))
            else:
                fcurve = _new_curve(bag, curve, group, like)
                like = fcurve
            checksums[curve.path] = _put_keys(fcurve, curve, first_frame)
            advance(len(curve.values))
    return checksums


class _Present(NamedTuple):
    """What an owner plays; the slot by its name, which is the same in copies of the action."""

    action: bpy.types.Action | None
    slot_name: str | None

    @classmethod
    def of(cls, animation: bpy.types.AnimData) -> "_Present":
        slot = slot_of(animation)
        return cls(animation.action, slot.identifier if slot else None)


def _add_action(name: str, pattern: bpy.types.Action | None) -> bpy.types.Action:
    """A new action, a copy of `pattern` where there is one."""
    if pattern is None:
        return bpy.data.actions.new(name)
    action = pattern.copy()
    action.name = name
    return action  # pyright: ignore[reportReturnType]  # a copy is never None


def _name_paths(bag: "Bag", keys: bpy.types.Key) -> None:
    """Give curves of shape keys by number the paths by name that new ones have: two curves would
    fight for one value.
    """
    for fcurve in list(bag.fcurves):
        path = path_by_name(keys, fcurve.data_path)
        if path == fcurve.data_path:
            continue
        if bag.fcurves.find(path, index=fcurve.array_index):
            bag.fcurves.remove(fcurve)
        else:
            fcurve.data_path = path


def _new_curve(
    bag: "Bag",
    curve: Curve,
    group: bpy.types.ActionGroup,
    like: bpy.types.FCurve | None,
) -> bpy.types.FCurve:
    """An F-curve in the group with room for the keys.

    like: a new one of the same action. Most have as many keys, and begin as a copy of it, which
    halves the time.
    """
    fcurve = None
    count = len(curve.values)
    if like and len(like.keyframe_points) == count and like.array_index == curve.index:
        fcurve = add_curve_like(bag, like, curve.path)
    if fcurve is None:
        fcurve = bag.fcurves.new(curve.path, index=curve.index)
        if curve.frames is None:
            # With a key on each frame there is nothing to smooth, and Blender would work out smooth
            # handles at each change of the curve, which takes three times as long as all else.
            fcurve.auto_smoothing = "NONE"
        _add_keys(fcurve, count)
    fcurve.group = group
    return fcurve


def _push_down(
    animation: bpy.types.AnimData,
    former: _Present,
    first_frame: int,
) -> None:
    """Move the present action to a strip of its own and bring the former one back."""
    action = animation.action
    slot = slot_of(animation)
    former_slot = None
    if former.action and former.slot_name:
        former_slot = former.action.slots.get(former.slot_name)
    play(animation, former.action, former_slot)
    is_first = not animation.nla_tracks
    track = animation.nla_tracks.new()
    track.name = action.name
    strip = track.strips.new(action.name, first_frame, action)
    if not is_first:
        # Held backward as well, which is Blender's default, it would hide the tracks below it.
        strip.extrapolation = "HOLD_FORWARD"
    if slot:
        strip.action_slot = slot


def _put_keys(fcurve: bpy.types.FCurve, curve: Curve, first_frame: int) -> int:
    """Give the keys of an F-curve their frames and values; returns the checksum of these."""
    count = len(curve.values)
    keys = np.empty((count, 2), np.float32)
    keys[:, 0] = np.arange(count) if curve.frames is None else curve.frames
    keys[:, 0] += first_frame
    keys[:, 1] = curve.values
    fcurve.keyframe_points.foreach_set("co", keys.ravel())
    # New keys have their handles at (0, 0) until then, and would play wrong between frames.
    fcurve.update()
    fcurve.select = False
    return zlib.crc32(keys)


def _add_keys(fcurve: bpy.types.FCurve, count: int) -> None:
    """Give an empty F-curve linear keys, none of them selected."""
    points = fcurve.keyframe_points
    # All at once: `keyframe_insert` takes a hundred times as long.
    points.add(count)
    points.foreach_set("interpolation", np.full(count, _LINEAR, np.uint8))
    unselected = np.zeros(count, bool)
    # New keys are selected: the first that a user drags would take those of all channels along.
    points.foreach_set("select_control_point", unselected)
    points.foreach_set("select_left_handle", unselected)
    points.foreach_set("select_right_handle", unselected)


def key_range(owners: Iterable[bpy.types.ID]) -> tuple[int, int] | None:
    """First and last frame with a key in the owners' actions, None where none has any."""
    points = []
    for owner in owners:
        for fcurve in fcurves(owner):
            low, high = fcurve.range()
            points += [low, high]
    return (math.floor(min(points)), math.ceil(max(points))) if points else None


def fcurves(owner: bpy.types.ID) -> Sequence[bpy.types.FCurve]:
    """The F-curves of an owner's action."""
    animation = owner.animation_data
    if animation is None:
        return ()
    bag = find_bag(animation.action, slot_of(animation))
    return list(bag.fcurves) if bag else ()


def digest(owner: bpy.types.ID, prefix: str, written: Mapping[str, int]) -> str:
    """A fingerprint of the keys on an owner's properties that begin with this path.

    written: checksums of curves that need not be read, as write_action has just returned them.
    """
    total = 0
    for fcurve in fcurves(owner):
        path = fcurve.data_path
        if path.startswith(prefix):
            checksum = written.get(path)
            if checksum is None:
                checksum = _checksum(fcurve)
            told = f"{path} {checksum}".encode()
            # XOR, so that the order of the curves does not count.
            total ^= zlib.crc32(told)
    return f"{total:08x}"


def _checksum(fcurve: bpy.types.FCurve) -> int:
    """Of the keys' frames and values, the same as of what `_put_keys` returns."""
    count = len(fcurve.keyframe_points)
    keys = np.empty(2 * count, np.float32)
    fcurve.keyframe_points.foreach_get("co", keys)
    return zlib.crc32(keys)
