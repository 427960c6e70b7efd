"""Animation moved from one ID to another: actions, slots, NLA tracks, drivers.

With action_use.py, action_check.py and fcurve_copy.py, part of actions.py's ownership of actions,
slots and channelbags.
"""

import bpy

from .action_check import JOINING
from .action_slots import ensure_bag, hand_over
from .action_use import ActionUse, Paths, strips_of
from .fcurve_copy import copy_curve, copy_curves, copy_settings, settable

_STRIP_IDENTITY = ("name", "action_slot_handle", "last_slot_identifier")
"""What a new strip has as of itself."""
_STRIP_DERIVED = ("frame_start", "frame_end", "frame_start_ui", "frame_end_ui")
"""Other ways to set frame_start_raw and frame_end_raw, which mind the strips beside."""
_STRIP_LAST = (
    "action_frame_start",
    "action_frame_end",
    "scale",
    "repeat",
    "frame_start_raw",
    "frame_end_raw",
    "blend_in",
    "blend_out",
    "influence",
    "strip_time",
)
"""Settings of a strip that others reset: to be set last, and in this order."""

_Renewed = dict[tuple[int, int], ActionUse]
"""Key of an action's use on the source -> its use on the target."""


def carry(
    source: bpy.types.ID,
    target: bpy.types.ID,
    paths: Paths,
) -> None:
    """Move curves, NLA tracks and drivers; drivers of any ID that read a path read the new one.

    `check` comes first. Actions that something else plays too stay as they are, for it.
    """
    if source.animation_data:
        _carry_animation(source.animation_data, target, paths)
    _redirect_readers(source, target, paths)


def _carry_animation(
    former: bpy.types.AnimData,
    target: bpy.types.ID,
    paths: Paths,
) -> None:
    animation = target.animation_data or target.animation_data_create()
    if not (animation.action or animation.nla_tracks):
        # With animation of its own, `check` has seen to it that they are alike.
        copy_settings(former, animation, JOINING)
    uses = {}
    for player in (former, *strips_of(former)):
        use = ActionUse.by(player)
        if use.has_any(paths):
            uses[use.key] = use
    renewed: _Renewed = {}
    if ActionUse.by(former).has_any(paths):
        _carry_action(former, target, paths, renewed)
    _carry_tracks(former, target, paths, renewed)
    # Last, as strips may share the present action.
    for key, use in uses.items():
        # A copy bears the name with a number behind it until the original is gone.
        name = use.action.name
        if use.drop() and key in renewed:
            renewed[key].action.name = name
    for driver in list(former.drivers):
        path = paths.get(driver.data_path)
        if path:
            animation.drivers.from_existing(src_driver=driver).data_path = path
            former.drivers.remove(driver)


def _carry_action(
    former: bpy.types.AnimData,
    target: bpy.types.ID,
    paths: Paths,
    renewed: _Renewed,
) -> None:
    """Move the curves of the present action into that of the target, or make one of a copy."""
    use = ActionUse.by(former)
    animation = target.animation_data
    if animation.action:
        copy_curves(use.curves, _own(animation).bag, paths)
    else:
        _renew(use, target, paths, renewed).give(animation)
    staying = [curve for curve in use.curves if curve.data_path not in paths]
    if not staying:
        former.action = None
        return
    bag = _own(former).bag
    for curve in list(bag.fcurves):
        if curve.data_path in paths:
            bag.fcurves.remove(curve)


def _carry_tracks(
    former: bpy.types.AnimData,
    target: bpy.types.ID,
    paths: Paths,
    renewed: _Renewed,
) -> None:
    """Move strips onto new tracks, and remove the tracks that are empty then."""
    for track in list(former.nla_tracks):
        strips = []
        for strip in track.strips:
            if ActionUse.by(strip).has_any(paths):
                strips.append(strip)
        if not strips:
            continue
        new_track = target.animation_data.nla_tracks.new()
        new_track.name = track.name
        _carry_strips(
            track,
            strips,
            new_track,
            target,
            paths,
            renewed,
        )
        copy_settings(track, new_track, ("mute", "lock", "select"))
        if track.is_solo:
            track.is_solo = False
            new_track.is_solo = True
        if not track.strips:
            former.nla_tracks.remove(track)


def _carry_strips(
    track: bpy.types.NlaTrack,
    strips: list[bpy.types.NlaStrip],
    new_track: bpy.types.NlaTrack,
    target: bpy.types.ID,
    paths: Paths,
    renewed: _Renewed,
) -> None:
    # Strips never overlap, not for a moment: all of them start beyond the last.
    last = max(strip.frame_end for strip in strips)
    start = int(last) + 1
    for strip in strips:
        use = _renew(ActionUse.by(strip), target, paths, renewed)
        new = new_track.strips.new(strip.name, start, use.action)
        use.give(new)
        start = int(new.frame_end) + 1
    for strip, new in zip(strips, new_track.strips, strict=True):
        _copy_strip(strip, new)
        track.strips.remove(strip)


def _copy_strip(strip: bpy.types.NlaStrip, new: bpy.types.NlaStrip) -> None:
    later = {*_STRIP_IDENTITY, *_STRIP_DERIVED, *_STRIP_LAST}
    first = [name for name in settable(strip) if name not in later]
    copy_settings(strip, new, first)
    copy_settings(strip, new, _STRIP_LAST)
    # Influence and time of a strip may be animated; the settings above have made these curves.
    for curve in new.fcurves:
        copy_curve(strip.fcurves.find(curve.data_path), curve)


def _renew(
    use: ActionUse,
    target: bpy.types.ID,
    paths: Paths,
    renewed: _Renewed,
) -> ActionUse:
    """A copy of an action that is the target's, made once: strips may share an action."""
    if use.key in renewed:
        return renewed[use.key]
    action = use.action.copy()
    action.use_fake_user = use.action.use_fake_user
    slot = hand_over(action, target)
    copy_curves(use.curves, ensure_bag(action, slot), paths)
    renewed[use.key] = ActionUse(action, slot)
    return renewed[use.key]


def _own(animation: bpy.types.AnimData) -> ActionUse:
    """The present action, or a copy of it in its place where something else plays it too."""
    use = ActionUse.by(animation)
    users = use.action.users - use.action.use_fake_user
    # An action of a library is nobody's own.
    if use.action.is_editable and users == 1:
        return use
    action = use.action.copy()
    slot = None
    if use.slot:
        # Copies have slots of the same names.
        slot = action.slots[use.slot.identifier]
    own = ActionUse(action, slot)
    own.give(animation)
    return own


def _redirect_readers(
    source: bpy.types.ID,
    target: bpy.types.ID,
    paths: Paths,
) -> None:
    """Have every driver of the file that reads one of the paths read it at its new place."""
    for animation in _animations_that_read(source, target):
        for driver in animation.drivers:
            for variable in driver.driver.variables:
                if variable.type != "SINGLE_PROP":
                    continue
                for place in variable.targets:
                    path = paths.get(place.data_path)
                    if place.id == source and path:
                        # The kind goes first: a target takes no ID of another one.
                        place.id_type = target.id_type
                        place.id = target
                        place.data_path = path


def _animations_that_read(source: bpy.types.ID, target: bpy.types.ID) -> list[bpy.types.AnimData]:
    """Of all users of the source, of itself and the target, and of the node trees inside them."""
    users = bpy.data.user_map(subset=[source])[source]
    readers = {source, target, *users}
    # The nodes of materials, worlds and the like have animation of their own.
    readers |= {getattr(reader, "node_tree", None) for reader in readers}
    animations = []
    for reader in readers:
        animation = getattr(reader, "animation_data", None)
        if animation:
            animations.append(animation)
    return animations
