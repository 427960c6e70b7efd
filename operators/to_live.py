import bpy

from ..data.errors import FaceError
from ..face.objects import active_face
from ..face.properties import is_converted
from ..face.shape_keys import to_live
from ._poll import in_object_mode, on_active_face


class ToLive(bpy.types.Operator):
    bl_idname = "blendshape_face.to_live"
    bl_label = "Back to Live"
    bl_description = (
        "Move the animation of the face's shape keys back to its channels and remove the keys"
    )
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not (on_active_face(cls, context) and in_object_mode(cls, context, "go back to live")):
            return False
        if not is_converted(active_face(context).data):
            cls.poll_message_set("The face has no shape keys of its channels: it is live")
            return False
        return True

    def execute(self, context: bpy.types.Context) -> set[str]:
        try:
            to_live(active_face(context))
        except FaceError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}
