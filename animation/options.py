"""What is asked for when a take is baked."""

from dataclasses import dataclass

import bpy

from ..blender.actions import KeyMode


@dataclass(frozen=True)
class BakeOptions:
    """What to do with a take.

    mode: where keys go.
    turn_object: key the head pose on the object's rotation too.
    media: add sound and reference video that lie beside the recording.
    start: the frame of the take's in point; None for the current one.
    smoothing: seconds, for what has had no take before: it has no settings of its own yet.
    """

    mode: KeyMode = "NEW"
    turn_object: bool = False
    media: bool = False
    start: int | None = None
    smoothing: float = 0.0

    def start_in(self, scene: bpy.types.Scene) -> int:
        """The frame of a scene at which a take begins."""
        return scene.frame_current if self.start is None else self.start


NEW_ACTION = BakeOptions()
