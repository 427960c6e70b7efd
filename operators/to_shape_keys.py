import bpy

from ..data.errors import FaceError
from ..face.objects import active_face
from ..face.shape_keys import to_shape_keys
from ._poll import in_object_mode, on_active_face


class ToShapeKeys(bpy.types.Operator):
    bl_idname = "blendshape_face.to_shape_keys"
    bl_label = "Bake to Shape Keys"
    bl_description = (
        "Give the face a shape key for each channel and move its animation there: "
        "any Blender renders it then, also without this extension"
    )
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return on_active_face(cls, context) and in_object_mode(cls, context, "make shape keys")

    def execute(self, context: bpy.types.Context) -> set[str]:
        try:
            to_shape_keys(active_face(context))
        except FaceError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}
