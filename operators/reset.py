"""Sliders back to 0."""

import bpy
import numpy as np
from bpy.props import StringProperty

from ..data.channels import CHANNELS
from ..face.objects import active_face
from ..face.properties import batch_edit, columns_of, is_converted
from ._base import FaceOperator
from ._poll import needs_face


class ResetChannels(FaceOperator, bpy.types.Operator):
    """Sets the channels of a region, or all, to 0."""

    bl_idname = "blendshape_face.reset"
    bl_label = "Reset"
    bl_description = "Set these channels to 0; keyframes stay"
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_face,)

    # Not remembered: the main panel's button means all.
    region: StringProperty(
        name="Region",
        description="Id of the region to reset, all when empty",
        options={"SKIP_SAVE"},
    )

    def run(self, context: bpy.types.Context) -> None:
        """On a converted face the shape keys stand for the channels."""
        mesh = active_face(context).data
        if is_converted(mesh):
            self._reset_shape_keys(mesh)
        else:
            self._reset_channels(mesh)

    def _reset_shape_keys(self, mesh: bpy.types.Mesh) -> None:
        for name in columns_of(mesh):
            if self._covers(name):
                mesh.shape_keys.key_blocks[name].value = 0

    def _reset_channels(self, mesh: bpy.types.Mesh) -> None:
        with batch_edit(mesh) as channels:
            # All at once: each value set by itself would move the mesh.
            values = np.zeros(len(channels), np.float32)
            channels.foreach_get("value", values)
            for index, channel in enumerate(channels):
                if self._covers(channel.name):
                    values[index] = 0
            channels.foreach_set("value", values)

    def _covers(self, name: str) -> bool:
        return not self.region or CHANNELS[name].region == self.region
