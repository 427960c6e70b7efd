import bpy
from bpy_extras.object_utils import AddObjectHelper

from ..data.bundled import bundled
from ..data.errors import FaceError
from ..face.objects import new_face
from ._poll import in_object_mode
from ._view import show_active


class AddFace(AddObjectHelper, bpy.types.Operator):
    bl_idname = "blendshape_face.add"
    bl_label = "Blendshape Face"
    bl_description = "Add a face that moves by 52 blendshapes and head pose"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return in_object_mode(cls, context, "add a face")

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[str]:
        done = self.execute(context)
        if done == {"FINISHED"}:
            show_active(context)
        return done

    def execute(self, context: bpy.types.Context) -> set[str]:
        try:
            new_face(context, bundled(), self)
        except FaceError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}


def draw_menu(menu: bpy.types.Menu, _context: bpy.types.Context) -> None:
    menu.layout.operator(AddFace.bl_idname, icon="USER")
