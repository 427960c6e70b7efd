"""What a row of sliders is, and its curves alone in the editors of animation."""

import bpy
from bpy.props import StringProperty

from ..blender.actions import fcurves
from ..blender.language import told
from ..face.objects import active_face
from ..face.paths import channel_path, shape_key_path
from ..face.properties import columns_of, is_converted
from ._base import FaceOperator
from ._poll import needs_face

_BETWEEN = ","


class ShowChannel(FaceOperator, bpy.types.Operator):
    """Selects the curves of some channels, and no others of the face."""

    bl_idname = "blendshape_face.show_channel"
    bl_label = "Select Curves"
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_face,)

    names: StringProperty(
        name="Channels",
        description="Names of the channels, with commas between them",
        options={"SKIP_SAVE"},
    )

    @classmethod
    def description(
        cls,
        _context: bpy.types.Context,
        properties: bpy.types.OperatorProperties,
    ) -> str:
        """What the channels do; Blender adds no more to it."""
        from ..data.channel_text import about

        text = about(properties.names.split(_BETWEEN), told)
        return f"{text}.\n{told('Click to select their curves alone')}"

    def run(self, context: bpy.types.Context) -> str | None:
        """Without keys there is nothing to select, and that is said."""
        from ..animation.targets import keyed_block

        mesh = active_face(context).data
        wanted = self._paths(mesh)
        owner, _prefix = keyed_block(mesh)
        curves = fcurves(owner)
        if not any(curve.data_path in wanted for curve in curves):
            return f"{self.names.replace(_BETWEEN, ', ')}: no keys yet"
        for curve in curves:
            curve.select = curve.data_path in wanted
        return None

    def _paths(self, mesh: bpy.types.Mesh) -> set[str]:
        columns = columns_of(mesh)
        names = self.names.split(_BETWEEN)
        if is_converted(mesh):
            return {shape_key_path(name) for name in names}
        return {channel_path(columns.index(name)) for name in names if name in columns}
