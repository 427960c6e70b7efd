"""What differs in actions between Blender's versions: slots.

Blender versions: from 4.4 on an action has a slot for each data-block that it animates, and a
channelbag holds the F-curves of a slot. Before, an action holds those of one data-block itself.
The types of slots and channelbags stand in quotes: the oldest Blender lacks them.
"""

from typing import TypeAlias

import bpy

Slot: TypeAlias = "bpy.types.ActionSlot"
Bag: TypeAlias = "bpy.types.Action | bpy.types.ActionChannelbag"
"""What holds F-curves and their groups."""
Player: TypeAlias = "bpy.types.AnimData | bpy.types.NlaStrip"
"""What plays an action."""


def has_slots(action: bpy.types.Action) -> bool:
    """Whether this Blender's actions have slots."""
    return hasattr(action, "slots")


def slot_of(player: "Player") -> "Slot | None":
    """The slot that is played; None where none is, and in Blender without slots."""
    return getattr(player, "action_slot", None)


def play(
    player: "Player",
    action: bpy.types.Action | None,
    slot: "Slot | None",
) -> None:
    """Have an action and a slot of it played.

    Blender does not always choose a slot by itself, so it is set wherever there is one.
    """
    player.action = action
    if slot:
        player.action_slot = slot


def find_bag(action: bpy.types.Action | None, slot: "Slot | None") -> "Bag | None":
    """What holds the curves of a slot of an action, if there is anything."""
    if action is None:
        return None
    if not has_slots(action):
        return action
    if slot is None:
        return None
    # Blender has room for several layers and strips, and so far makes one of each.
    for layer in action.layers:
        for strip in layer.strips:
            if bag := strip.channelbag(slot):
                return bag
    return None


def add_curve_like(
    bag: "Bag",
    fcurve: bpy.types.FCurve,
    path: str,
) -> bpy.types.FCurve | None:
    """A copy of an F-curve with its keys for another path; None where Blender makes none."""
    # Blender versions: 4.5 and older cannot.
    copy = getattr(bag.fcurves, "new_from_fcurve", None)
    if copy is None:
        return None
    return copy(fcurve, data_path=path)


def own_slot(
    action: bpy.types.Action,
    owner: bpy.types.ID,
    name: str | None,
) -> "Slot | None":
    """The slot of that name, or a new one for the owner; None in Blender without slots."""
    if not has_slots(action):
        return None
    slot = action.slots.get(name) if name else None
    if slot is None:
        slot = action.slots.new(owner.id_type, owner.name)
    return slot


def hand_over(action: bpy.types.Action, owner: bpy.types.ID) -> "Slot | None":
    """Make an action an empty one of an owner of any kind; returns the slot, as `own_slot` does."""
    if has_slots(action):
        for slot in list(action.slots):
            action.slots.remove(slot)
        # The former slots may be of a kind that the owner cannot play.
        return own_slot(action, owner, None)
    action.fcurves.clear()
    for group in list(action.groups):
        action.groups.remove(group)
    action.id_root = owner.id_type
    return None


def ensure_bag(action: bpy.types.Action, slot: "Slot | None") -> "Bag":
    """What holds the curves of a slot of an action; made where it is missing."""
    if slot is None:
        return action
    if not action.layers:
        action.layers.new("Layer")
    layer = action.layers[0]
    if not layer.strips:
        layer.strips.new(type="KEYFRAME")
    return layer.strips[0].channelbag(slot, ensure=True)
