"""A model that was added or downloaded, removed again."""

from pathlib import Path

import bpy
from bpy.props import StringProperty

from ..face.known_models import known_models
from ._base import FaceOperator


class RemoveModel(FaceOperator, bpy.types.Operator):
    """Deletes a file of the registry. It lies outside the .blend: no undo brings it back."""

    bl_idname = "blendshape_face.remove_model"
    bl_label = "Remove Model from Menu"
    bl_description = (
        "Delete the file of a model that was added or downloaded; faces that have it keep it"
    )

    filepath: StringProperty(
        name="File",
        description="The copy of a model that the menu lists",
        subtype="FILE_PATH",
        options={"SKIP_SAVE"},
    )

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        """Ask before."""
        return context.window_manager.invoke_confirm(self, event)

    def run(self, _context: bpy.types.Context) -> str:
        """Raises ModelError for a model that comes along, or a file that cannot be deleted."""
        path = Path(self.filepath)
        known_models().remove(path)
        return f"{path.name} is removed; faces that have it keep it"
