"""The look of the face: skin tones, clay and lines, and the settings of the lines."""

import bpy

from ..blender.modifiers import input_of
from ..data.looks import LOOKS
from ..face.looks import look_of
from ..face.looks.lines import SETTINGS, lines_of
from ..face.objects import active_face
from .base import FacePanel
from .face import MainPanel


class LookPanel(FacePanel, bpy.types.Panel):
    bl_idname = "BLENDSHAPE_FACE_PT_look"
    bl_label = "Look"
    bl_parent_id = MainPanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return active_face(context) is not None

    def draw(self, context: bpy.types.Context) -> None:
        layout, face = self.layout, active_face(context)
        present = look_of(face)
        grid = layout.grid_flow(row_major=True, columns=3, even_columns=True, align=True)
        for name, look in LOOKS.items():
            button = grid.operator("blendshape_face.look", text=look.title, depress=name == present)
            button.look = name
        layout.operator("blendshape_face.photo_skin", icon="IMAGE_DATA")
        if lines := lines_of(face):
            column = layout.column()
            column.use_property_split, column.use_property_decorate = True, False
            for name in SETTINGS:
                column.prop(*input_of(lines, name), text=name)
