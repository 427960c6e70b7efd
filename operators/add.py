import bpy
from bpy_extras.object_utils import AddObjectHelper

from ..data.errors import FaceError
from ..faces import default_model, new_face


class AddFace(AddObjectHelper, bpy.types.Operator):
    bl_idname = "blendshape_face.add"
    bl_label = "Blendshape Face"
    bl_description = "Add a face that moves by 52 blendshapes and head pose"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if context.mode != "OBJECT":
            cls.poll_message_set("Switch to Object Mode to add a face")
            return False
        return True

    def execute(self, context: bpy.types.Context) -> set[str]:
        try:
            new_face(context, default_model(), self)
        except FaceError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}


def draw_menu(menu: bpy.types.Menu, _context: bpy.types.Context) -> None:
    menu.layout.operator(AddFace.bl_idname, icon="USER")
