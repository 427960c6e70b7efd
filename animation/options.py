"""What is asked for when a take is baked."""

from dataclasses import dataclass

from ..blender.actions import KeyMode


@dataclass(frozen=True)
class BakeOptions:
    """What to do with a take.

    mode: where keys go.
    turn_object: key the head pose on the object's rotation too.
    media: add sound and reference video that lie beside the recording.
    at_start: begin on the scene's first frame, not on the current one.
    smoothing: seconds, for what has had no take before: it has no settings of its own yet.
    """

    mode: KeyMode = "NEW"
    turn_object: bool = False
    media: bool = False
    at_start: bool = False
    smoothing: float = 0.0


NEW_ACTION = BakeOptions()
