import bpy
from bpy.props import BoolProperty

from ..data.errors import FaceError
from ..face.objects import active_face
from ..face.views.muscles import add_muscles
from ._poll import in_object_mode, on_active_face


class ShowMuscles(bpy.types.Operator):
    bl_idname = "blendshape_face.muscles"
    bl_label = "Muscles"
    bl_description = (
        "Color the facial muscles by how far the action units that they make are on, live and in "
        "renders"
    )
    bl_options = {"REGISTER", "UNDO"}

    bar: BoolProperty(
        name="Color Bar",
        description="Add a bar with the range to the camera's picture, or beside the face",
        default=True,
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return in_object_mode(cls, context, "show muscles") and on_active_face(cls, context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        try:
            add_muscles(context, active_face(context), self.bar)
        except FaceError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}
