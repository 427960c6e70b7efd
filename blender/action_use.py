"""An action as one data-block or NLA strip plays it: what of it can be moved to another."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import bpy

from .action_slots import Bag, Player, Slot, find_bag, play, slot_of

Paths = Mapping[str, str]
"""Data path on the source -> data path on the target, of all that is to be moved. Curves, drivers
and strips of other paths stay where they are.
"""


class ActionUse(NamedTuple):
    """An action and the slot that is played of it, None in Blender without slots."""

    action: bpy.types.Action | None
    slot: "Slot | None" = None

    @classmethod
    def by(cls, player: "Player") -> "ActionUse":
        """What a data-block's animation or a strip plays."""
        return cls(player.action, slot_of(player))

    def give(self, player: "Player") -> None:
        """Have it played by another."""
        play(player, self.action, self.slot)

    @property
    def key(self) -> tuple[int, int]:
        """Tells uses apart as long as the file is open; strips may share one."""
        handle = self.slot.handle if self.slot else 0
        return self.action.session_uid, handle

    @property
    def bag(self) -> "Bag | None":
        """What holds its curves, if there is anything."""
        return find_bag(self.action, self.slot)

    @property
    def curves(self) -> list[bpy.types.FCurve]:
        """All of its curves."""
        return list(self.bag.fcurves) if self.bag else []

    def has_any(self, paths: Paths) -> bool:
        """Whether it animates one of the paths."""
        animated = {curve.data_path for curve in self.curves}
        return not animated.isdisjoint(paths)

    def drop(self) -> bool:
        """Remove the curves if nothing plays them any more; whether the whole action went."""
        if not self.action.is_editable:
            return False
        if self.slot:
            if self.slot.users():
                return False
            # Other slots of the same action are other data-blocks' animation.
            self.action.slots.remove(self.slot)
            if self.action.slots:
                return False
        # The fake user, which keeps actions in the file, plays nothing.
        if self.action.users > self.action.use_fake_user:
            return False
        bpy.data.actions.remove(self.action)
        return True


def strips_of(animation: bpy.types.AnimData) -> Iterator[bpy.types.NlaStrip]:
    """The strips of all NLA tracks."""
    for track in animation.nla_tracks:
        yield from track.strips
