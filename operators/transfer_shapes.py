import bpy
from bpy.props import BoolProperty

from ..characters.transfer_shapes import transfer_shapes
from ..data.errors import FaceError
from ..face.properties import is_face
from ._poll import in_object_mode


class TransferShapes(bpy.types.Operator):
    bl_idname = "blendshape_face.transfer_shapes"
    bl_label = "Transfer Shapes"
    bl_description = (
        "Give the active mesh shape keys for the channels of the selected face that lies over its "
        "own face"
    )
    bl_options = {"REGISTER", "UNDO"}

    fit: BoolProperty(
        name="Fit Face",
        description="Move, turn and scale the face onto the mesh first; it must be about there",
    )
    replace: BoolProperty(
        name="Replace", description="Write over shape keys that bear the channels' names already"
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not in_object_mode(cls, context, "transfer shapes"):
            return False
        character = context.object
        if character and character.type == "MESH" and not is_face(character) and _source(context):
            return True
        cls.poll_message_set("Select one face, then the mesh that it lies over")
        return False

    def execute(self, context: bpy.types.Context) -> set[str]:
        try:
            report = transfer_shapes(
                context, context.object, _source(context), self.replace, self.fit
            )
        except FaceError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self.report({"INFO"}, report)
        return {"FINISHED"}


def _source(context: bpy.types.Context) -> bpy.types.Object | None:
    faces = [obj for obj in context.selected_objects if is_face(obj)]
    return faces[0] if len(faces) == 1 else None
