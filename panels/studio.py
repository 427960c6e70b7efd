import bpy

from ..characters.objects import active_target
from ..studio import find
from .base import FacePanel
from .face import MainPanel


class StudioPanel(FacePanel, bpy.types.Panel):
    bl_idname = "BLENDSHAPE_FACE_PT_studio"
    bl_label = "Studio and Render"
    bl_parent_id = MainPanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return active_target(context) is not None or find(context.scene) is not None

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        column = layout.column(align=True)
        column.label(text="Set Up Studio", icon="SCENE")
        for turntable, title in ((False, ""), (True, " Turntable")):
            row = column.row(align=True)
            for quality in ("PREVIEW", "FINAL"):
                text = quality.title() + title
                operator = row.operator("blendshape_face.studio", text=text)
                operator.quality, operator.turntable = quality, turntable
        if find(context.scene) is None:
            return
        layout.prop(context.scene.render, "filepath", text="")
        layout.operator(
            "render.render", text="Render Film", icon="RENDER_ANIMATION"
        ).animation = True
        layout.operator("blendshape_face.remove_studio", icon="TRASH")
