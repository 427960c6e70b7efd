"""Baking a recording once more, after its settings were changed in the Take panel."""

import bpy
from bpy.props import BoolProperty, EnumProperty

from ..characters.objects import active_target
from ..face.take_properties import MODE_ITEMS
from ._base import FaceOperator
from ._poll import needs_recording, needs_target


class BakeAgain(FaceOperator, bpy.types.Operator):
    """Keys the active face or character with its take's present settings."""

    bl_idname = "blendshape_face.bake_again"
    bl_label = "Bake Again"
    bl_description = "Read the recording once more and key it with the settings as they are now"
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_target, needs_recording)

    mode: EnumProperty(
        name="Keys",
        description="Where the keys go",
        items=MODE_ITEMS,
    )
    turn_object: BoolProperty(
        name="Turn Object",
        description="Key the head pose on the object's rotation too",
    )

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[str]:
        """Write over the keys of the last bake; ask first where they were edited by hand."""
        from ..animation.kept_takes import was_edited

        if not was_edited(active_target(context).data):
            self.mode = "REPLACE"
            return self.execute(context)
        # Keys made by hand are not written over without asking.
        self.mode = "NEW"
        return context.window_manager.invoke_props_dialog(
            self,
            title="The keys were edited by hand",
            confirm_text="Bake",
        )

    def run(self, context: bpy.types.Context) -> str:
        """Raises TakeError, and keeps the keys, where the recording is gone or broken."""
        from ..animation.import_take import bake_again
        from ..animation.keying import BakeOptions

        options = BakeOptions(self.mode, self.turn_object)
        return bake_again(active_target(context), context.scene, options)
