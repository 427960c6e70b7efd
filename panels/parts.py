"""What is built around the face, and the settings of each part."""

from bpy.types import Context, Modifier, Object, Panel, UILayout

from ..face.objects import active_face
from ..face.part_names import TITLES
from .base import ActiveFacePanel, show_as_settings
from .groups import AppearancePanel


class PartsPanel(ActiveFacePanel, Panel):
    """A box to tick for each part."""

    bl_idname = "BLENDSHAPE_FACE_PT_parts"
    bl_label = "Parts"
    bl_parent_id = AppearancePanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: Context) -> None:
        """The boxes, and below them the settings of the parts that are there."""
        from ..blender.modifiers import modifier_with
        from ..face.former_parts import is_dressed_formerly
        from ..face.parts import GARMENT, HAIR_SETTING, SETTINGS, has_part

        layout = self.layout
        face = active_face(context)
        # The main panel offers to dress it anew.
        if is_dressed_formerly(face):
            return
        _draw_boxes(layout, face)
        show_as_settings(layout)
        # A node group of the user's under the same name has no such settings.
        garment = modifier_with(face, GARMENT, *SETTINGS)
        if garment and has_part(face, "EYES"):
            _draw_settings(layout, garment, *SETTINGS)
        garment = modifier_with(face, GARMENT, HAIR_SETTING)
        if garment:
            _draw_settings(layout, garment, HAIR_SETTING)
        if has_part(face, "SMOOTH"):
            column = layout.column(align=True)
            column.prop(face.blendshape_face_garment, "view_level")
            column.prop(face.blendshape_face_garment, "render_level")


def _draw_boxes(layout: UILayout, face: Object) -> None:
    from ..face.parts import has_part

    grid = layout.grid_flow(
        columns=2,
        even_columns=True,
        align=True,
    )
    missing = False
    for key, title in TITLES.items():
        is_there = has_part(face, key)
        icon = "CHECKBOX_HLT" if is_there else "CHECKBOX_DEHLT"
        button = grid.operator("blendshape_face.part", text=title, icon=icon)
        button.part = key
        missing = missing or not is_there
    # One press instead of five.
    if missing:
        layout.operator("blendshape_face.dress", icon="USER")


def _draw_settings(layout: UILayout, garment: Modifier, *names: str) -> None:
    from ..blender.modifiers import input_of
    from ..face.parts import PUPIL_SETTING

    column = layout.column(align=True)
    for name in names:
        if name == PUPIL_SETTING:
            # Blender shows lengths in the scene's unit, which is meters.
            column.prop(garment.id_data.blendshape_face_garment, "pupil")
            continue
        # Where Blender keeps a modifier's inputs depends on its version.
        holder, key = input_of(garment, name)
        column.prop(holder, key, text=name)
