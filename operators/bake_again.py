import bpy
from bpy.props import BoolProperty, EnumProperty

from ..animation.import_take import bake_again, was_edited
from ..animation.keying import BakeOptions
from ..characters.objects import active_target
from ..data.errors import FaceError
from ..face.take_properties import MODE_ITEMS
from ._poll import on_active_target


class BakeAgain(bpy.types.Operator):
    bl_idname = "blendshape_face.bake_again"
    bl_label = "Bake Again"
    bl_description = "Read the recording once more and key it with the settings as they are now"
    bl_options = {"REGISTER", "UNDO"}

    mode: EnumProperty(name="Keys", description="Where the keys go", items=MODE_ITEMS)
    turn_object: BoolProperty(
        name="Turn Object", description="Key the head pose on the object's rotation too"
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not on_active_target(cls, context):
            return False
        if not active_target(context).data.blendshape_face.take.filepath:
            cls.poll_message_set("It has no recording yet: import one")
            return False
        return True

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[str]:
        if was_edited(active_target(context).data):
            # Keys made by hand are not written over without asking.
            self.mode = "NEW"
            return context.window_manager.invoke_props_dialog(
                self, title="The keys were edited by hand", confirm_text="Bake"
            )
        self.mode = "REPLACE"
        return self.execute(context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        options = BakeOptions(self.mode, self.turn_object)
        try:
            report = bake_again(active_target(context), context.scene, options)
        except FaceError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self.report({"INFO"}, report)
        return {"FINISHED"}
