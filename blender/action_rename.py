"""Data paths of animation renamed in place, where what they name got another place.

Of its owner and of drivers elsewhere that read it; actions that something else plays are copied.
"""

from collections.abc import Mapping

import bpy

from ..data.errors import FaceError
from .action_slots import Player
from .action_use import ActionUse, strips_of


def check_renamable(owner: bpy.types.ID) -> None:
    """Raise FaceError where `rename_paths` could not rename all."""
    animation = owner.animation_data
    if animation and animation.use_tweak_mode:
        # Then the action is that of a strip, and cannot be exchanged for another.
        raise FaceError(f"{owner.name}: leave the NLA's tweak mode first")


def rename_paths(owner: bpy.types.ID, paths: Mapping[str, str]) -> None:
    """Give curves, strips' curves and drivers of an owner new data paths, and drivers of the file
    that read one of the paths.

    paths: former data path -> new one. `check_renamable` comes first.
    """
    animation = owner.animation_data
    if animation:
        players = [animation, *strips_of(animation)]
        _make_own(players, paths)
        for curve in _curves_of(players):
            curve.data_path = paths.get(curve.data_path, curve.data_path)
        for driver in animation.drivers:
            driver.data_path = paths.get(driver.data_path, driver.data_path)
    _rename_reads(owner, paths)


def animated_paths(owner: bpy.types.ID) -> set[str]:
    """The data paths that curves, strips' curves and drivers of an owner have."""
    animation = owner.animation_data
    if animation is None:
        return set()
    curves = _curves_of([animation, *strips_of(animation)])
    return {curve.data_path for curve in (*curves, *animation.drivers)}


def _make_own(players: list[Player], paths: Mapping[str, str]) -> None:
    """Copy the actions that would change and that others play, or that are linked."""
    uses: dict[tuple[int, int], list[Player]] = {}
    for player in players:
        use = ActionUse.by(player)
        if use.has_any(paths):
            uses.setdefault(use.key, []).append(player)
    for alike in uses.values():
        use = ActionUse.by(alike[0])
        users = use.action.users - use.action.use_fake_user
        if use.action.is_editable and users <= len(alike):
            continue
        action = use.action.copy()
        # Copies have slots of the same names.
        slot = action.slots[use.slot.identifier] if use.slot else None
        for player in alike:
            ActionUse(action, slot).give(player)


def _curves_of(players: list[Player]) -> list[bpy.types.FCurve]:
    """Each once: strips may share an action."""
    curves = {}
    for player in players:
        use = ActionUse.by(player)
        if use.action:
            curves[use.key] = use.curves
    return [curve for group in curves.values() for curve in group]


def _rename_reads(owner: bpy.types.ID, paths: Mapping[str, str]) -> None:
    readers = {owner, *bpy.data.user_map(subset=[owner])[owner]}
    # The nodes of materials, worlds and the like have animation of their own.
    readers |= {getattr(reader, "node_tree", None) for reader in readers}
    for reader in readers:
        animation = getattr(reader, "animation_data", None)
        for driver in animation.drivers if animation else ():
            _rename_targets(driver, owner, paths)


def _rename_targets(
    driver: bpy.types.FCurve,
    owner: bpy.types.ID,
    paths: Mapping[str, str],
) -> None:
    for variable in driver.driver.variables:
        for place in variable.targets:
            if place.id == owner and place.data_path in paths:
                place.data_path = paths[place.data_path]
