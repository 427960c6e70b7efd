"""The dot beside a slider that Blender draws none for."""

import bpy
from bpy.props import StringProperty

from ..face.objects import active_face
from ..face.sides import with_twin
from ._base import FaceOperator
from ._poll import needs_face


class KeyDot(FaceOperator, bpy.types.Operator):
    """Keys a channel, and the other side where sides are linked; once more takes the keys off."""

    bl_idname = "blendshape_face.key_dot"
    bl_label = "Animate Slider"
    bl_description = "Key this slider on the current frame, or remove its key"
    bl_options = {"UNDO", "INTERNAL"}
    checks = (needs_face,)

    channel: StringProperty(
        name="Channel", description="Name of the channel", options={"SKIP_SAVE"}
    )

    def run(self, context: bpy.types.Context) -> None:
        """Raises FaceError where Blender could not keep the keys."""
        from ..animation.key_icons import is_keyed
        from ..animation.key_values import key_values, remove_keys

        mesh = active_face(context).data
        frame = context.scene.frame_current
        names = with_twin(mesh, self.channel)
        change = remove_keys if is_keyed(mesh, self.channel, frame) else key_values
        change(mesh, names, frame)
