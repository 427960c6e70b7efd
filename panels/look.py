"""The look of the face: skin tones, clay and lines, and the settings of the lines."""

from bpy.types import Context, Modifier, Panel, UILayout

from ..data.looks import LOOKS
from ..face.objects import active_face
from .base import ActiveFacePanel, show_as_settings
from .groups import AppearancePanel


class LookPanel(ActiveFacePanel, Panel):
    """A button for each look, the present one pressed."""

    bl_idname = "BLENDSHAPE_FACE_PT_look"
    bl_label = "Look"
    bl_parent_id = AppearancePanel.bl_idname
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: Context) -> None:
        """Looks, a photo as skin, and the settings of lines where the look has some."""
        from ..face.looks import look_of
        from ..face.looks.lines import lines_of

        layout = self.layout
        face = active_face(context)
        _draw_looks(layout, look_of(face))
        layout.operator("blendshape_face.photo_skin", icon="IMAGE_DATA")
        lines = lines_of(face)
        if lines:
            _draw_settings(layout, lines)


def _draw_looks(layout: UILayout, present: str) -> None:
    grid = layout.grid_flow(
        row_major=True,
        columns=3,
        even_columns=True,
        align=True,
    )
    for name, look in LOOKS.items():
        is_present = name == present
        button = grid.operator("blendshape_face.look", text=look.title, depress=is_present)
        button.look = name


def _draw_settings(layout: UILayout, lines: Modifier) -> None:
    from ..blender.modifiers import input_of
    from ..face.looks.lines import SETTINGS

    column = layout.column()
    show_as_settings(column)
    for name in SETTINGS:
        # Where Blender keeps a modifier's inputs depends on its version.
        holder, key = input_of(lines, name)
        column.prop(holder, key, text=name)
