"""Curves and pictures of a face on a page."""

from bpy.types import Context, Panel

from .base import ActiveFacePanel, ResearchTab


class FiguresPanel(ResearchTab, ActiveFacePanel, Panel):
    """Figures of what the active face's keys show."""

    bl_idname = "BLENDSHAPE_FACE_PT_figures"
    bl_label = "Figures"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, _context: Context) -> None:
        """The dialog of the button has all settings."""
        self.layout.operator("blendshape_face.figure", icon="GRAPH")
