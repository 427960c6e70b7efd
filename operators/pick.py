"""Going from one face of the scene to another in the sidebar."""

import bpy
from bpy.props import StringProperty

from ..data.errors import FaceError
from ._base import FaceOperator


class PickFace(FaceOperator, bpy.types.Operator):
    """Selects one object alone and makes it active."""

    bl_idname = "blendshape_face.pick"
    bl_label = "Pick Face"
    bl_description = "Make this face the active object"
    bl_options = {"REGISTER", "UNDO"}

    name: StringProperty(
        name="Object", description="Name of the face to go to", options={"SKIP_SAVE"}
    )

    def run(self, context: bpy.types.Context) -> None:
        """Raises FaceError where the view layer has no such object."""
        face = context.view_layer.objects.get(self.name)
        if face is None:
            raise FaceError(f"No object {self.name!r} in this view layer")
        # Transfers go from selected faces: a former one must not stay selected.
        for other in context.selected_objects:
            other.select_set(False)
        face.select_set(True)
        context.view_layer.objects.active = face
