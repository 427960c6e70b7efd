"""Animation moved from one ID to another: actions, slots, NLA tracks, drivers.

With fcurve_copy.py, part of animation.py's ownership of actions, slots and channelbags.
`paths` is, throughout, data path on the source -> data path on the target. Curves, drivers and
strips of other paths stay where they are.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import bpy

from ..data.errors import FaceError
from .fcurve_copy import copy_curve, copy_curves, copy_settings, settable

Paths = Mapping[str, str]
Player = bpy.types.AnimData | bpy.types.NlaStrip
"""What plays an action."""

_BLENDING = ("action_extrapolation", "action_blend_type", "action_influence", "use_nla")
"""How an ID's action joins its NLA tracks: one setting for all of its curves."""
_STRIP_IDENTITY = ("name", "action_slot_handle", "last_slot_identifier")
_STRIP_DERIVED = ("frame_start", "frame_end", "frame_start_ui", "frame_end_ui")
_STRIP_LAST = (
    *("action_frame_start", "action_frame_end", "scale", "repeat"),
    *("frame_start_raw", "frame_end_raw", "blend_in", "blend_out", "influence", "strip_time"),
)
"""Settings of a strip that others reset: to be set last, and in this order."""


class _Use(NamedTuple):
    """An action as one ID or strip plays it; before Blender 4.4 there are no slots."""

    action: bpy.types.Action | None
    slot: "bpy.types.ActionSlot | None" = None

    @classmethod
    def by(cls, player: Player) -> "_Use":
        return cls(player.action, getattr(player, "action_slot", None))

    def give(self, player: Player) -> None:
        player.action = self.action
        if self.slot:
            player.action_slot = self.slot

    @property
    def key(self) -> tuple[int, int]:
        return self.action.session_uid, self.slot.handle if self.slot else 0

    @property
    def bag(self) -> "bpy.types.Action | bpy.types.ActionChannelbag | None":
        if self.action is None or not hasattr(self.action, "slots"):
            return self.action
        strips = (strip for layer in self.action.layers for strip in layer.strips)
        bags = (strip.channelbag(self.slot) for strip in strips) if self.slot else ()
        return next(filter(None, bags), None)

    @property
    def curves(self) -> list[bpy.types.FCurve]:
        return list(self.bag.fcurves) if self.bag else []

    def drop(self) -> bool:
        """Remove the curves if nothing plays them any more; whether the whole action went."""
        if not self.action.is_editable:
            return False
        if self.slot:
            if self.slot.users():
                return False
            self.action.slots.remove(self.slot)
            if self.action.slots:
                return False
        if self.action.users > self.action.use_fake_user:
            return False
        bpy.data.actions.remove(self.action)
        return True


_Renewed = dict[tuple[int, int], _Use]
"""Key of an action's use on the source -> its use on the target."""


def _strips(animation: bpy.types.AnimData) -> Iterator[bpy.types.NlaStrip]:
    return (strip for track in animation.nla_tracks for strip in track.strips)


def _played(animation: bpy.types.AnimData) -> list[bpy.types.FCurve]:
    """Every curve that moves a property: those of the action, of strips, and drivers."""
    uses = map(_Use.by, (animation, *_strips(animation)))
    return [*(curve for use in uses for curve in use.curves), *animation.drivers]


def _moves(player: Player, paths: Paths) -> bool:
    return any(curve.data_path in paths for curve in _Use.by(player).curves)


def left_behind(source: bpy.types.ID, paths: Paths) -> list[str]:
    """What of an ID's animation would stay: data paths of curves and drivers, names of strips."""
    animation = source.animation_data
    if animation is None:
        return []
    curves = (*_Use.by(animation).curves, *animation.drivers)
    return [
        *(curve.data_path for curve in curves if curve.data_path not in paths),
        *(strip.name for strip in _strips(animation) if not _moves(strip, paths)),
    ]


def check(source: bpy.types.ID, paths: Paths, target: bpy.types.ID | None = None) -> None:
    """Raise FaceError where `carry` could not take all of it. target: None while it is not yet."""
    animation = source.animation_data
    if animation is None:
        return
    where = f"The animation of {source.name} cannot be moved"
    if animation.use_tweak_mode:
        raise FaceError(f"{where}: leave the NLA's tweak mode first")
    _check_curves(_Use.by(animation).curves, paths, where)
    for driver in animation.drivers:
        if driver.data_path.startswith("animation_data."):
            raise FaceError(f"{where}: remove the driver of an NLA strip, {driver.data_path}")
    for strip in _strips(animation):
        _check_strip(strip, paths, f"{where}: the NLA strip {strip.name}")
    other = target.animation_data if target else None
    for curve in _played(other) if other else ():
        if curve.data_path in paths.values():
            raise FaceError(
                f"{where}: {target.name} is animated itself at {curve.data_path}; delete that first"
            )
    if other and not (other.action or other.nla_tracks):
        other = None
    if other and any(getattr(animation, name) != getattr(other, name) for name in _BLENDING):
        raise FaceError(
            f"{where}: {target.name} is animated too, and its action's influence, blending or "
            "extrapolation differs; make them alike"
        )
    tracks = [*animation.nla_tracks, *(other.nla_tracks if other else ())]
    solo = [track.name for track in tracks if track.is_solo]
    if solo and (other or left_behind(source, paths)):
        raise FaceError(f"{where}: switch off Solo of the NLA track {solo[0]} first")


def _check_strip(strip: bpy.types.NlaStrip, paths: Paths, where: str) -> None:
    if strip.type != "CLIP":
        raise FaceError(f"{where} is no action clip but {strip.type.title()}; remove or bake it")
    curves = _Use.by(strip).curves
    _check_curves(curves, paths, where)
    if _moves(strip, paths):
        if any(curve.data_path not in paths for curve in curves):
            raise FaceError(f"{where} animates other properties besides; split its action")
        if strip.modifiers:
            raise FaceError(f"{where} has F-curve modifiers; remove them or bake it")


def _check_curves(curves: Iterable[bpy.types.FCurve], paths: Paths, where: str) -> None:
    seen = set()
    for curve in curves:
        path = paths.get(curve.data_path)
        if path and path in seen:
            raise FaceError(f"{where}: two curves are of one value, {curve.data_path}; delete one")
        seen.add(path)


def carry(source: bpy.types.ID, target: bpy.types.ID, paths: Paths) -> None:
    """Move curves, NLA tracks and drivers; drivers of any ID that read a path read the new one.

    `check` comes first. Actions that something else plays too stay as they are, for it.
    """
    former = source.animation_data
    if former:
        animation = target.animation_data or target.animation_data_create()
        if not (animation.action or animation.nla_tracks):
            copy_settings(former, animation, _BLENDING)
        players = [player for player in (former, *_strips(former)) if _moves(player, paths)]
        uses = {use.key: use for use in map(_Use.by, players)}
        renewed: _Renewed = {}
        if former in players:
            _carry_action(former, target, paths, renewed)
        _carry_tracks(former, target, paths, renewed)
        for key, use in uses.items():
            name = use.action.name
            if use.drop() and key in renewed:
                renewed[key].action.name = name
        for driver in list(former.drivers):
            if path := paths.get(driver.data_path):
                animation.drivers.from_existing(src_driver=driver).data_path = path
                former.drivers.remove(driver)
    _redirect_readers(source, target, paths)


def _carry_action(
    former: bpy.types.AnimData, target: bpy.types.ID, paths: Paths, renewed: _Renewed
) -> None:
    use, animation = _Use.by(former), target.animation_data
    if animation.action:
        copy_curves(use.curves, _own(animation).bag, paths)
    else:
        _renew(use, target, paths, renewed).give(animation)
    if all(curve.data_path in paths for curve in use.curves):
        former.action = None
        return
    bag = _own(former).bag
    for curve in list(bag.fcurves):
        if curve.data_path in paths:
            bag.fcurves.remove(curve)


def _carry_tracks(
    former: bpy.types.AnimData, target: bpy.types.ID, paths: Paths, renewed: _Renewed
) -> None:
    for track in list(former.nla_tracks):
        strips = [strip for strip in track.strips if _moves(strip, paths)]
        if not strips:
            continue
        copy = target.animation_data.nla_tracks.new()
        copy.name = track.name
        # Strips never overlap, not for a moment: all of them start beyond the last.
        start = int(max(strip.frame_end for strip in strips)) + 1
        for strip in strips:
            use = _renew(_Use.by(strip), target, paths, renewed)
            new = copy.strips.new(strip.name, start, use.action)
            use.give(new)
            start = int(new.frame_end) + 1
        for strip, new in zip(strips, copy.strips, strict=True):
            _copy_strip(strip, new)
            track.strips.remove(strip)
        copy_settings(track, copy, ("mute", "lock", "select"))
        if track.is_solo:
            track.is_solo, copy.is_solo = False, True
        if not track.strips:
            former.nla_tracks.remove(track)


def _copy_strip(strip: bpy.types.NlaStrip, new: bpy.types.NlaStrip) -> None:
    later = {*_STRIP_IDENTITY, *_STRIP_DERIVED, *_STRIP_LAST}
    copy_settings(strip, new, [name for name in settable(strip) if name not in later])
    copy_settings(strip, new, _STRIP_LAST)
    for curve in new.fcurves:
        copy_curve(strip.fcurves.find(curve.data_path), curve)


def _renew(use: _Use, target: bpy.types.ID, paths: Paths, renewed: _Renewed) -> _Use:
    """A copy of an action that is the target's, made once: strips may share an action."""
    if use.key not in renewed:
        action = use.action.copy()
        action.use_fake_user = use.action.use_fake_user
        new = _Use(action)
        if use.slot:
            for slot in list(action.slots):
                action.slots.remove(slot)
            new = _Use(action, action.slots.new(target.id_type, target.name))
            action.layers[0].strips[0].channelbag(new.slot, ensure=True)
        else:
            action.fcurves.clear()
            for group in list(action.groups):
                action.groups.remove(group)
            action.id_root = target.id_type
        copy_curves(use.curves, new.bag, paths)
        renewed[use.key] = new
    return renewed[use.key]


def _own(animation: bpy.types.AnimData) -> _Use:
    """The present action, or a copy of it in its place where something else plays it too."""
    use = _Use.by(animation)
    if use.action.is_editable and use.action.users - use.action.use_fake_user == 1:
        return use
    action = use.action.copy()
    own = _Use(action, action.slots[use.slot.identifier] if use.slot else None)
    own.give(animation)
    return own


def _redirect_readers(source: bpy.types.ID, target: bpy.types.ID, paths: Paths) -> None:
    """Have every driver of the file that reads one of the paths read it at its new place."""
    readers = {source, target, *bpy.data.user_map(subset=[source])[source]}
    trees = {getattr(reader, "node_tree", None) for reader in readers}
    for reader in filter(None, readers | trees):
        animation = getattr(reader, "animation_data", None)
        for curve in animation.drivers if animation else ():
            for variable in curve.driver.variables:
                for place in variable.targets:
                    path = paths.get(place.data_path)
                    if variable.type == "SINGLE_PROP" and place.id == source and path:
                        place.id_type, place.id = target.id_type, target
                        place.data_path = path
