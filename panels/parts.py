"""What is built around the face, and the settings of each part."""

import bpy

from ..blender.modifiers import input_of, modifier_with
from ..face.objects import active_face
from ..face.parts import PARTS, SMOOTH, has_part
from ..face.parts.eyes import EYES, SETTINGS
from .base import FacePanel
from .face import MainPanel


class PartsPanel(FacePanel, bpy.types.Panel):
    bl_idname = "BLENDSHAPE_FACE_PT_parts"
    bl_label = "Parts"
    bl_parent_id = MainPanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return active_face(context) is not None

    def draw(self, context: bpy.types.Context) -> None:
        layout, face = self.layout, active_face(context)
        grid = layout.grid_flow(columns=2, even_columns=True, align=True)
        for key, part in PARTS.items():
            icon = "CHECKBOX_HLT" if has_part(face, key) else "CHECKBOX_DEHLT"
            button = grid.operator("blendshape_face.part", text=part.title, icon=icon)
            button.part = key
        if not all(has_part(face, key) for key in PARTS):
            layout.operator("blendshape_face.dress", icon="USER")
        layout.use_property_split, layout.use_property_decorate = True, False
        if eyes := modifier_with(face, EYES, *SETTINGS):
            column = layout.column(align=True)
            for name in SETTINGS:
                column.prop(*input_of(eyes, name), text=name)
        if smooth := face.modifiers.get(SMOOTH):
            column = layout.column(align=True)
            column.prop(smooth, "levels", text="Smooth View")
            column.prop(smooth, "render_levels", text="Render")
