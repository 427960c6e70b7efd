"""Curves that a user locked stay as they are, and those that are muted stay muted."""

from collections.abc import Iterable

import bpy

from .action_slots import Bag, find_bag, slot_of

CurveKey = tuple[str, int]
"""Data path and index of an array's element."""


def key_of(fcurve: bpy.types.FCurve) -> CurveKey:
    """What tells a curve from all others of its owner."""
    return fcurve.data_path, fcurve.array_index


def is_locked(fcurve: bpy.types.FCurve) -> bool:
    """Whether the user locked a curve, or its group."""
    return fcurve.lock or (fcurve.group is not None and fcurve.group.lock)


def locked_curves(owner: bpy.types.ID) -> set[CurveKey]:
    """The locked curves of an owner's action."""
    return locked_in(_present(owner))


def locked_in(fcurves: Iterable[bpy.types.FCurve]) -> set[CurveKey]:
    """The locked ones of curves."""
    return {key_of(fcurve) for fcurve in fcurves if is_locked(fcurve)}


def muted_curves(owner: bpy.types.ID) -> set[CurveKey]:
    """The curves of an owner's action that do not play."""
    return {key_of(fcurve) for fcurve in _present(owner) if fcurve.mute}


def _present(owner: bpy.types.ID) -> Iterable[bpy.types.FCurve]:
    animation = owner.animation_data
    if animation is None:
        return ()
    bag = find_bag(animation.action, slot_of(animation))
    return bag.fcurves if bag else ()


def keep_only(bag: "Bag", kept: Iterable[CurveKey]) -> None:
    """Remove all other curves; a group goes with its last one."""
    for fcurve in list(bag.fcurves):
        if key_of(fcurve) not in kept:
            bag.fcurves.remove(fcurve)


def mute(bag: "Bag", muted: Iterable[CurveKey]) -> None:
    """Have these curves not play, where they are there."""
    for path, index in muted:
        fcurve = bag.fcurves.find(path, index=index)
        if fcurve:
            fcurve.mute = True
