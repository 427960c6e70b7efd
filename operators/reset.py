import bpy
import numpy as np
from bpy.props import StringProperty

from ..data.channels import CHANNELS
from ..face.objects import active_face
from ..face.properties import batch_edit, columns_of, is_converted
from ._poll import on_active_face


class ResetChannels(bpy.types.Operator):
    bl_idname = "blendshape_face.reset"
    bl_label = "Reset"
    bl_description = "Set these channels to 0; keyframes stay"
    bl_options = {"REGISTER", "UNDO"}

    region: StringProperty(
        name="Region",
        description="Id of the region to reset, all when empty",
        options={"SKIP_SAVE"},
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return on_active_face(cls, context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        mesh = active_face(context).data
        if is_converted(mesh):
            for name in columns_of(mesh):
                if self.region in ("", CHANNELS[name].region):
                    mesh.shape_keys.key_blocks[name].value = 0
            return {"FINISHED"}
        with batch_edit(mesh) as channels:
            values = np.zeros(len(channels), np.float32)
            channels.foreach_get("value", values)
            for index, channel in enumerate(channels):
                if self.region in ("", CHANNELS[channel.name].region):
                    values[index] = 0
            channels.foreach_set("value", values)
        return {"FINISHED"}
