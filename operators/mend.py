import bpy

from ..data.errors import FaceError
from ..face.objects import active_face
from ..face.repair import mend
from ._poll import on_active_face


class MendFace(bpy.types.Operator):
    bl_idname = "blendshape_face.mend"
    bl_label = "Mend Face"
    bl_description = (
        "Leave Edit Mode, make a linked mesh local, or restore deleted and sorted vertices; "
        "sliders, animation and materials stay"
    )
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return on_active_face(cls, context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        face = active_face(context)
        if context.mode != "OBJECT":
            bpy.ops.object.mode_set(mode="OBJECT")
        try:
            mend(face)
        except FaceError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}
