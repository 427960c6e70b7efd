import bpy
from bpy.props import EnumProperty

from ..data.errors import FaceError
from ..data.looks import DEFAULT, LOOKS
from ..face.looks import set_look
from ..face.objects import active_face
from ._poll import on_active_face


class SetLook(bpy.types.Operator):
    bl_idname = "blendshape_face.look"
    bl_label = "Set Look"
    bl_description = "Give the active face a skin tone, clay, or lines on its edges"
    bl_options = {"REGISTER", "UNDO"}

    look: EnumProperty(
        name="Look",
        items=[(name, look.title, look.tip) for name, look in LOOKS.items()],
        default=DEFAULT,
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return on_active_face(cls, context)

    @classmethod
    def description(cls, _context: bpy.types.Context, properties: bpy.types.Operator) -> str:
        return LOOKS[properties.look].tip

    def execute(self, context: bpy.types.Context) -> set[str]:
        try:
            set_look(active_face(context), self.look)
        except FaceError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}
