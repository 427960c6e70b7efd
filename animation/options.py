"""What is asked for when a take is baked."""

from dataclasses import dataclass

from ..blender.actions import KeyMode


@dataclass(frozen=True)
class BakeOptions:
    """What to do with a take.

    mode: where keys go.
    turn_object: key the head pose on the object's rotation too.
    media: add sound and reference video that lie beside the recording.
    """

    mode: KeyMode = "NEW"
    turn_object: bool = False
    media: bool = False


NEW_ACTION = BakeOptions()
