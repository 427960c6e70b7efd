"""I over a slider of a face: also over one that shows an angle or the pupil, and with the region's
group.
"""

import bpy
from bpy.props import BoolProperty

from ..face.paths import CHANNELS_PATH
from ..face.properties import FaceChannel
from ..face.sides import with_twin
from ._base import FaceOperator

_SHOWN = ("value", "angle")
"""What a slider shows of a channel."""
_PUPIL = "blendshape_face_garment.pupil"
"""The path of its slider, which shows the garment's own in millimeters."""


class KeyButton(FaceOperator, bpy.types.Operator):
    """Keys the channel under the mouse. Where there is none, Blender goes on as it would."""

    bl_idname = "blendshape_face.key_button"
    bl_label = "Key Slider"
    bl_description = "Key the channel of the slider under the mouse, or remove its key"
    bl_options = {"UNDO", "INTERNAL"}

    remove: BoolProperty(
        name="Remove",
        description="Remove the key on this frame instead",
        options={"SKIP_SAVE"},
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Over a slider of a face: else the key is left to Blender."""
        return _hovered(context) is not None or _pupil_owner(context) is not None

    def run(self, context: bpy.types.Context) -> None:
        """Raises FaceError where Blender could not keep the keys."""
        from ..animation.key_values import key_values, remove_keys

        frame = context.scene.frame_current
        channel = _hovered(context)
        if channel is None:
            self._key_pupil(_pupil_owner(context), frame)
            return
        mesh = channel.id_data
        change = remove_keys if self.remove else key_values
        change(mesh, with_twin(mesh, channel.name), frame)

    def _key_pupil(self, face: bpy.types.Object, frame: float) -> None:
        from ..animation.key_pupil import key_pupil, remove_pupil_key

        change = remove_pupil_key if self.remove else key_pupil
        change(face, frame)


def _hovered(context: bpy.types.Context) -> FaceChannel | None:
    """The channel whose slider is under the mouse."""
    found = context.property
    if found is None:
        return None
    block, path, _index = found
    owner, _, shown = path.rpartition(".")
    if shown not in _SHOWN or not owner.startswith(CHANNELS_PATH):
        return None
    return block.path_resolve(owner)


def _pupil_owner(context: bpy.types.Context) -> bpy.types.Object | None:
    """The face whose pupil's slider is under the mouse."""
    found = context.property
    return found[0] if found and found[1] == _PUPIL else None


SHORTCUTS = (
    ("User Interface", KeyButton.bl_idname, "I", {}, {}),
    ("User Interface", KeyButton.bl_idname, "I", {"alt": True}, {"remove": True}),
)
"""Blender's keymap, the operator, its key, what is held with it, and properties. The same keys as
Blender's own for a button, which they go before.
"""
