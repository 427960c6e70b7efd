"""Panels that hold panels: what is not needed at first takes one line each."""

from bpy.types import Context, Panel

from ..characters.objects import active_target
from ..studio import find
from .base import ActiveFacePanel, FacePanel


class MotionPanel(FacePanel, Panel):
    """Whatever is selected: a stream goes on meanwhile."""

    bl_idname = "BLENDSHAPE_FACE_PT_motion"
    bl_label = "Motion"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, _context: Context) -> None:
        """Its panels are all that it has: the take, the stream, what turns."""


class AppearancePanel(ActiveFacePanel, Panel):
    """Who the active face is, and how it looks."""

    bl_idname = "BLENDSHAPE_FACE_PT_appearance"
    bl_label = "Appearance"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, _context: Context) -> None:
        """Its panels are all that it has: person, look, parts."""


class ResultsPanel(FacePanel, Panel):
    """What leaves the file."""

    bl_idname = "BLENDSHAPE_FACE_PT_results"
    bl_label = "Output"
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: Context) -> bool:
        """For faces and characters, and as long as there is a studio to remove."""
        return active_target(context) is not None or find(context.scene) is not None

    def draw(self, _context: Context) -> None:
        """Its panels are all that it has: studio and film, files for other programs."""
