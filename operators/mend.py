"""The remedy that the sidebar offers where sliders cannot reach the mesh."""

import bpy

from ..face.objects import active_face
from ._base import FaceOperator
from ._poll import needs_face


class MendFace(FaceOperator, bpy.types.Operator):
    """Makes the active face's mesh one that its sliders can move."""

    bl_idname = "blendshape_face.mend"
    bl_label = "Mend Face"
    bl_description = (
        "Leave Edit Mode, make a linked mesh local, or restore deleted and sorted vertices; "
        "sliders, animation and materials stay"
    )
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_face,)

    def run(self, context: bpy.types.Context) -> None:
        """Raises FaceError where mending would lose work."""
        from ..face.repair import mend

        face = active_face(context)
        # In Edit Mode Blender keeps the vertices elsewhere, and writes over the mesh's at the end.
        if context.mode != "OBJECT":
            bpy.ops.object.mode_set(mode="OBJECT")
        mend(face)
