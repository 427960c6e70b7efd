"""Views for researchers: what a face does, in colors."""

import bpy

from ..blender.modifiers import get_input, input_of
from ..face.objects import active_face
from ..face.views.color import MODIFIER, has_view
from ..face.views.heat_map import HeatMap, present
from .base import FacePanel
from .face import MainPanel

_OPERATOR = "blendshape_face.heat_map"


class ResearchPanel(FacePanel, bpy.types.Panel):
    bl_idname = "BLENDSHAPE_FACE_PT_research"
    bl_label = "Research Views"
    bl_parent_id = MainPanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return active_face(context) is not None

    def draw(self, context: bpy.types.Context) -> None:
        layout, face = self.layout, active_face(context)
        shown = present(face)
        row = layout.row(align=True)
        row.operator(_OPERATOR, icon="COLOR")
        row.operator("blendshape_face.muscles", icon="MOD_MESHDEFORM")
        if has_view(face):
            row.operator("blendshape_face.remove_view", text="", icon="X")
        if shown:
            _draw_heat_map(layout, face, shown)


def _draw_heat_map(layout: bpy.types.UILayout, face: bpy.types.Object, shown: HeatMap) -> None:
    column = layout.column(align=True)
    _menu(column, shown, "reference").operator(
        "blendshape_face.store_reference", text="", icon="ADD"
    )
    if not shown.signed:
        _menu(column, shown, "color_map")
    _menu(column, shown, "span")
    colors = face.modifiers[MODIFIER]
    if not get_input(colors, "Automatic"):
        holder, name = input_of(colors, "Maximum")
        column.prop(holder, name, text="Up to (mm)")
    layout.operator(_OPERATOR, text="Signed", depress=shown.signed).signed = not shown.signed


def _menu(layout: bpy.types.UILayout, shown: HeatMap, name: str) -> bpy.types.UILayout:
    """A choice of the operator's, titled by what the face shows."""
    choice = bpy.ops.blendshape_face.heat_map.get_rna_type().properties[name]
    split = layout.split(factor=0.4)
    split.label(text=choice.name)
    row = split.row(align=True)
    row.operator_menu_enum(_OPERATOR, name, text=choice.enum_items[getattr(shown, name)].name)
    return row
