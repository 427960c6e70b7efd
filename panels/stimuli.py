import bpy

from ..face.objects import active_face
from .base import FacePanel
from .face import MainPanel


class StimuliPanel(FacePanel, bpy.types.Panel):
    bl_idname = "BLENDSHAPE_FACE_PT_stimuli"
    bl_label = "Stimulus Set"
    bl_parent_id = MainPanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        chosen = context.scene.blendshape_face_stimuli
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.prop(chosen, "filepath")
        if not chosen.filepath:
            grid = layout.grid_flow(row_major=True, columns=2, even_columns=True, align=True)
            grid.use_property_split = False
            for expression in chosen.bl_rna.properties["expressions"].enum_items:
                grid.prop_enum(chosen, "expressions", expression.identifier)
            column = layout.column(align=True)
            if active_face(context):
                column.prop(chosen, "this_face")
            column.prop(chosen, "intensities")
            column.prop(chosen, "yaw")
            column.prop(chosen, "films")
            if chosen.films:
                for name in ("onset", "hold", "offset"):
                    column.prop(chosen, name)
            column = layout.column(align=True)
            column.prop(chosen, "size")
            column.prop(chosen, "samples")
        layout.prop(chosen, "directory")
        layout.operator("blendshape_face.stimuli", icon="RENDER_STILL")
