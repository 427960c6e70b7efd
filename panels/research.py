"""Views for researchers: what a face does, in colors."""

import bpy
from bpy.types import Context, Object, Panel, UILayout

from ..face.objects import active_face
from ..face.views.heat_map_options import HeatMap
from .base import ActiveFacePanel, ResearchTab

_OPERATOR = "blendshape_face.heat_map"
_LABEL_SHARE = 0.4
"""Of a row's width, for the title of a choice."""


class ResearchPanel(ResearchTab, ActiveFacePanel, Panel):
    """A button for each view, and the settings of a heat map that is shown."""

    bl_idname = "BLENDSHAPE_FACE_PT_research"
    bl_label = "Research Views"

    def draw(self, context: Context) -> None:
        """The views, and what can be set of the one that the face has."""
        from ..face.views.color import has_view
        from ..face.views.heat_map import present

        layout = self.layout
        face = active_face(context)
        row = layout.row(align=True)
        row.operator(_OPERATOR, icon="COLOR")
        row.operator("blendshape_face.muscles", icon="MOD_MESHDEFORM")
        # Also where the view is damaged: then it is this button that helps.
        if has_view(face):
            row.operator("blendshape_face.remove_view", text="", icon="X")
        shown = present(face)
        if shown:
            _draw_heat_map(layout, face, shown)


def _draw_heat_map(layout: UILayout, face: Object, shown: HeatMap) -> None:
    from ..blender.modifiers import get_input, input_of
    from ..face.views.color import MODIFIER

    column = layout.column(align=True)
    row = _draw_choice(column, shown, "reference")
    row.operator("blendshape_face.store_reference", text="", icon="ADD")
    # What has a sign is shown from blue to red.
    if not shown.signed:
        _draw_choice(column, shown, "color_map")
    _draw_choice(column, shown, "span")
    colors = face.modifiers[MODIFIER]
    if not get_input(colors, "Automatic"):
        holder, key = input_of(colors, "Maximum")
        column.prop(holder, key, text="Up to (mm)")
    # A switch: it asks for the other of what is shown.
    button = layout.operator(_OPERATOR, text="Signed", depress=shown.signed)
    button.signed = not shown.signed


def _draw_choice(layout: UILayout, shown: HeatMap, name: str) -> UILayout:
    """A menu of one of the operator's choices, titled by what the face shows; returns its row."""
    # The titles have one home, the operator's own properties.
    choice = bpy.ops.blendshape_face.heat_map.get_rna_type().properties[name]
    split = layout.split(factor=_LABEL_SHARE)
    split.label(text=choice.name)
    row = split.row(align=True)
    shown_item = choice.enum_items[getattr(shown, name)]
    row.operator_menu_enum(_OPERATOR, name, text=shown_item.name)
    return row
