"""Skin tones, clay and lines."""

import bpy
from bpy.props import EnumProperty

from ..blender.language import told
from ..data.looks import DEFAULT, LOOKS
from ..face.objects import active_face
from ._base import FaceOperator
from ._poll import needs_face


class SetLook(FaceOperator, bpy.types.Operator):
    """Changes the active face's materials, its hair and the lines on it."""

    bl_idname = "blendshape_face.look"
    bl_label = "Set Look"
    bl_description = "Give the active face a skin tone, clay, or lines on its edges"
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_face,)

    look: EnumProperty(
        name="Look",
        description="Skin tone, clay or lines that the face shows",
        items=[(name, look.title, look.tip) for name, look in LOOKS.items()],
        # What a new face wears.
        default=DEFAULT,
    )

    @classmethod
    def description(cls, _context: bpy.types.Context, properties: bpy.types.Operator) -> str:
        """Each look's button has a tooltip of its own."""
        return told(LOOKS[properties.look].tip)

    def run(self, context: bpy.types.Context) -> None:
        """Raises FaceError where the face is linked."""
        from ..face.parts import change_look

        change_look(active_face(context), self.look)
