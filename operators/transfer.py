import bpy
from bpy.props import BoolProperty, EnumProperty

from ..animation.keying import BakeOptions, key_characters, key_face
from ..animation.sampling import sample_face
from ..characters.objects import active_characters
from ..data.errors import FaceError
from ..face.objects import active_face
from ..face.properties import is_face
from ..face.take_properties import MODE_ITEMS
from ._poll import in_object_mode


class TransferAnimation(bpy.types.Operator):
    bl_idname = "blendshape_face.transfer"
    bl_label = "Transfer Animation"
    bl_description = (
        "Copy the animation of the other selected face, keyed or driven, to the active face, or to "
        "the active character and the selected ones with it"
    )
    bl_options = {"REGISTER", "UNDO"}

    mode: EnumProperty(name="Keys", description="Where the keys go", items=MODE_ITEMS)
    turn_object: BoolProperty(
        name="Turn Object", description="Key the head pose on the object's rotation too"
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not in_object_mode(cls, context, "transfer animation"):
            return False
        if _source(context) and (active_characters(context) or active_face(context)):
            return True
        cls.poll_message_set("Select a face, then the object that is to move as it does")
        return False

    def execute(self, context: bpy.types.Context) -> set[str]:
        scene, source = context.scene, _source(context)
        options = BakeOptions(self.mode, self.turn_object)
        depsgraph = context.evaluated_depsgraph_get()
        characters = [obj for obj in active_characters(context) if obj.data != source.data]
        try:
            take = sample_face(source, scene, depsgraph, scene.frame_start, scene.frame_end)
            if characters:
                report = key_characters(
                    characters, take, scene, options=options, start=scene.frame_start
                )
            else:
                face = active_face(context)
                report = key_face(face, take, scene, options=options, start=scene.frame_start)
        except FaceError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self.report({"INFO"}, report)
        return {"FINISHED"}


def _source(context: bpy.types.Context) -> bpy.types.Object | None:
    """The selected face beside the active object; a live one goes before a baked one."""
    faces = [
        obj
        for obj in context.selected_objects
        if is_face(obj) and context.object and obj.data != context.object.data
    ]
    return min(faces, key=lambda obj: obj.data.shape_keys is not None, default=None)
