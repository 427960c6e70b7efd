import bpy
from bpy.props import EnumProperty

from ..face.looks.materials import face_materials
from ..face.objects import active_face
from ..face.parts import PARTS, add_part, dress, has_part, remove_part
from ..face.parts.materials import fill_slots
from ._poll import in_object_mode, on_active_face


class BuildFace(bpy.types.Operator):
    bl_idname = "blendshape_face.dress"
    bl_label = "Build All Parts"
    bl_description = "Give the face its head, mouth, smooth surface and eyes, where one is missing"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return _face_in_reach(cls, context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        face = active_face(context)
        dress(face)
        fill_slots(face, *face_materials())
        return {"FINISHED"}


class TogglePart(bpy.types.Operator):
    bl_idname = "blendshape_face.part"
    bl_label = "Toggle Part"
    bl_description = "Add this part to the face, or remove it with its settings"
    bl_options = {"REGISTER", "UNDO"}

    part: EnumProperty(
        name="Part", items=[(key, PARTS[key].title, "") for key in PARTS], default="EYES"
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return _face_in_reach(cls, context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        face = active_face(context)
        change = remove_part if has_part(face, self.part) else add_part
        change(face, self.part)
        return {"FINISHED"}


def _face_in_reach(cls: type[bpy.types.Operator], context: bpy.types.Context) -> bool:
    if not on_active_face(cls, context):
        return False
    if not active_face(context).is_editable:
        cls.poll_message_set("The face is linked: make it local to change its parts")
        return False
    if active_face(context).override_library:
        cls.poll_message_set("The face is a library override: make it local to change its parts")
        return False
    return in_object_mode(cls, context, "change the parts of a face")
