"""What leaves the file: shape keys that any Blender plays, and files for other programs."""

import bpy

from ..characters.objects import active_target, is_character
from ..export.formats import FORMATS
from ..face.objects import active_face
from .base import FacePanel
from .face import MainPanel


class OutputPanel(FacePanel, bpy.types.Panel):
    bl_idname = "BLENDSHAPE_FACE_PT_output"
    bl_label = "Shape Keys and Export"
    bl_parent_id = MainPanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return active_target(context) is not None

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        if active_face(context):
            column = layout.column(align=True)
            if is_character(context.object):
                column.operator("blendshape_face.to_live", icon="LOOP_BACK")
            else:
                column.operator("blendshape_face.to_shape_keys", icon="SHAPEKEY_DATA")
            column.operator("blendshape_face.export_take", text="Export Recording", icon="EXPORT")
            column.operator("blendshape_face.figure", icon="GRAPH")
        grid = layout.grid_flow(columns=2, even_columns=True, align=True)
        for key, kind in FORMATS.items():
            grid.operator("blendshape_face.export_face", text=kind.title).format = key
