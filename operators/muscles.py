"""The view of the facial muscles."""

import bpy
from bpy.props import BoolProperty

from ..face.objects import active_face
from ._base import FaceOperator
from ._poll import needs_face, needs_object_mode
from ._view import show_colors


class ShowMuscles(FaceOperator, bpy.types.Operator):
    """Puts the view on the active face, in place of a heat map."""

    bl_idname = "blendshape_face.muscles"
    bl_label = "Muscles"
    bl_description = (
        "Color the facial muscles by how far the action units that they make are on, live and in "
        "renders"
    )
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_object_mode("show muscles"), needs_face)

    bar: BoolProperty(
        name="Color Bar",
        description="Add a bar with the range to the camera's picture, or beside the face",
        default=True,
    )

    def run(self, context: bpy.types.Context) -> None:
        """Raises FaceError where the face is linked or its mesh is not whole."""
        from ..face.views.muscles import add_muscles

        add_muscles(context, active_face(context), self.bar)
        show_colors(context)
