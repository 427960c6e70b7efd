"""Keyframes of a face's channels at one press."""

import bpy
from bpy.props import StringProperty

from ..data.channels import CHANNELS
from ..face.objects import active_face
from ..face.properties import columns_of
from ._base import FaceOperator
from ._poll import needs_face


class KeyChannels(FaceOperator, bpy.types.Operator):
    """Keys the channels of a region, or all, as they are."""

    bl_idname = "blendshape_face.key_channels"
    bl_label = "Key Channels"
    bl_description = "Key these channels on the current frame, head pose included"
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_face,)

    # Not remembered: the main panel's button means all.
    region: StringProperty(
        name="Region",
        description="Id of the region to key, all when empty",
        options={"SKIP_SAVE"},
    )

    def run(self, context: bpy.types.Context) -> str:
        """Raises FaceError where Blender could not keep the keys."""
        from ..animation.key_values import key_values
        from ..animation.locked import told_locked

        mesh = active_face(context).data
        names = []
        for name in columns_of(mesh):
            if not self.region or CHANNELS[name].region == self.region:
                names.append(name)
        frame = context.scene.frame_current
        locked = key_values(mesh, names, frame)
        report = f"{len(names) - len(locked)} channels keyed on frame {frame}"
        return "; ".join(filter(None, (report, told_locked(locked))))
