"""Pictures of the listed expressions on the active face."""

import bpy

from ..face.expressions import expressions_of
from ..face.objects import active_face
from ._base import FaceOperator
from ._poll import needs_face


class DrawPortraits(FaceOperator, bpy.types.Operator):
    """Draws the shown group's expressions; nothing in the file changes."""

    bl_idname = "blendshape_face.draw_portraits"
    bl_label = "Draw Pictures"
    bl_description = (
        "Draw each of these expressions on the active face, to choose by eye; press again where "
        "person, model or parts have changed since"
    )
    bl_options = {"REGISTER"}
    checks = (needs_face,)

    def run(self, context: bpy.types.Context) -> None:
        """Raises FaceError where the face cannot be moved, or a file of expressions is broken."""
        from ..face.portraits import draw_portraits

        group = context.window_manager.blendshape_face_expressions.group
        draw_portraits(active_face(context), group, expressions_of(group))
