import bpy
from bpy.props import StringProperty


class PickFace(bpy.types.Operator):
    bl_idname = "blendshape_face.pick"
    bl_label = "Pick Face"
    bl_description = "Make this face the active object"
    bl_options = {"REGISTER", "UNDO"}

    name: StringProperty(name="Object", options={"SKIP_SAVE"})

    def execute(self, context: bpy.types.Context) -> set[str]:
        face = context.view_layer.objects.get(self.name)
        if face is None:
            self.report({"ERROR"}, f"No object {self.name!r} in this view layer")
            return {"CANCELLED"}
        for other in context.selected_objects:
            other.select_set(False)
        face.select_set(True)
        context.view_layer.objects.active = face
        return {"FINISHED"}
