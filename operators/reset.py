"""Sliders back to 0."""

import bpy
from bpy.props import StringProperty

from ..data.channels import CHANNELS, rows_matching
from ..face.objects import active_face
from ..face.properties import columns_of
from ._base import FaceOperator
from ._poll import needs_face, needs_movable


class ResetChannels(FaceOperator, bpy.types.Operator):
    """Sets the channels of a region, or all, to 0."""

    bl_idname = "blendshape_face.reset"
    bl_label = "Reset"
    bl_description = "Set the channels that are listed here to 0; with Auto Keying they are keyed"
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_face, needs_movable)

    # Not remembered: the main panel's button means all.
    region: StringProperty(
        name="Region",
        description="Id of the region to reset, all when empty",
        options={"SKIP_SAVE"},
    )

    def run(self, context: bpy.types.Context) -> str:
        """Raises FaceError where keys could not be kept."""
        from ..animation.key_values import show_values
        from ..animation.locked import told_locked

        face = active_face(context)
        mesh = face.data
        listed = columns_of(mesh)
        search = context.window_manager.blendshape_face_search.text
        if search and not self.region:
            # What is not shown shall not change unseen.
            listed = [name for row in rows_matching(search, listed) for name in row]
        names = [name for name in listed if self._covers(name)]
        locked = show_values(context, mesh, dict.fromkeys(names, 0.0))
        return told_locked(locked)

    def _covers(self, name: str) -> bool:
        return not self.region or CHANNELS[name].region == self.region
