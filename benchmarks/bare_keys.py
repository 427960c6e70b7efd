"""Keys written with nothing but what Blender needs for them: the baseline of keying."""

from types import ModuleType
from typing import Any

import numpy as np

_LINEAR = 1
"""Blender's number of linear interpolation, the second of its enum."""


def new_channelbag(
    bpy: ModuleType,
    owner: Any,
    id_type: str,
) -> Any:
    """A new action on an ID, to whose `fcurves` curves are added. id_type: such as "MESH"."""
    action = bpy.data.actions.new("bare")
    animation = owner.animation_data or owner.animation_data_create()
    animation.action = action
    # Before Blender 4.4 actions hold their curves themselves.
    if not hasattr(action, "slots"):
        return action
    slot = action.slots.new(id_type, "bare")
    animation.action_slot = slot
    strip = action.layers.new("Layer").strips.new(type="KEYFRAME")
    return strip.channelbag(slot, ensure=True)


class BareKeys:
    """Linear keys at all frames from 0 on, in arrays that every curve uses again."""

    def __init__(self, frames: int) -> None:
        self.count = frames
        # Blender's order: frame and value of each key.
        self.keys = np.empty((frames, 2), np.float32)
        self.keys[:, 0] = np.arange(frames)
        self.linear = np.full(frames, _LINEAR, np.uint8)
        self.unselected = np.zeros(frames, bool)

    def write(
        self,
        channelbag: Any,
        path: str,
        values: np.ndarray,
    ) -> None:
        """Add a curve of values (frames,)."""
        self.keys[:, 1] = values
        curve = channelbag.fcurves.new(path)
        curve.keyframe_points.add(self.count)
        curve.keyframe_points.foreach_set("co", self.keys.ravel())
        points = curve.keyframe_points
        points.foreach_set("interpolation", self.linear)
        # New keys are selected, and would all move with the first that is dragged.
        for part in ("control_point", "left_handle", "right_handle"):
            points.foreach_set(f"select_{part}", self.unselected)
        curve.update()


def remove_actions(bpy: ModuleType) -> None:
    """Remove all actions, so that the next round has as much memory as the first."""
    for action in list(bpy.data.actions):
        bpy.data.actions.remove(action)
