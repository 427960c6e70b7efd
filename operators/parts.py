"""Head, mouth, eyes, hair and smooth surface around the landmarks."""

import bpy
from bpy.props import EnumProperty

from ..blender.editing import why_locked
from ..face.objects import active_face
from ..face.part_names import TITLES
from ._base import FaceOperator
from ._poll import needs_face, needs_object_mode


def _needs_unlocked_face(context: bpy.types.Context) -> str:
    return why_locked(active_face(context))


def _needs_former_parts(context: bpy.types.Context) -> str:
    from ..face.former_parts import is_dressed_formerly

    if is_dressed_formerly(active_face(context)):
        return ""
    return "The face has no parts of an older version"


# Changes to linked data are lost when the file is saved.
_CHECKS = (
    needs_face,
    _needs_unlocked_face,
    needs_object_mode("change the parts of a face"),
)


class BuildFace(FaceOperator, bpy.types.Operator):
    """Adds every part that is missing, with its materials."""

    bl_idname = "blendshape_face.dress"
    bl_label = "Build All Parts"
    bl_description = "Give the face head, mouth, eyes, hair and smooth surface where one is missing"
    bl_options = {"REGISTER", "UNDO"}
    checks = _CHECKS

    def run(self, context: bpy.types.Context) -> None:
        """Parts that are there keep their settings; slots that were emptied get materials again."""
        from ..face.parts import dress

        dress(active_face(context))


class DressAnew(FaceOperator, bpy.types.Operator):
    """Gives a face of an older version the parts of this one."""

    bl_idname = "blendshape_face.dress_anew"
    bl_label = "Dress Anew"
    bl_description = (
        "This face was dressed by an older version: give it the same parts as they are made now, "
        "which play several times as fast. Their settings stay"
    )
    bl_options = {"REGISTER", "UNDO"}
    checks = (*_CHECKS, _needs_former_parts)

    def run(self, context: bpy.types.Context) -> None:
        """The user's own modifiers stay."""
        from ..face.former_parts import dress_anew

        dress_anew(active_face(context))


class TogglePart(FaceOperator, bpy.types.Operator):
    """Adds one part, or removes it."""

    bl_idname = "blendshape_face.part"
    bl_label = "Toggle Part"
    bl_description = "Add this part to the face, or remove it with its settings"
    bl_options = {"REGISTER", "UNDO"}
    checks = _CHECKS

    part: EnumProperty(
        name="Part",
        description="What is put on or taken off",
        items=[(key, title, f"Put on or take off: {title}") for key, title in TITLES.items()],
        default="EYES",
    )

    def run(self, context: bpy.types.Context) -> None:
        """A part that is added again has the settings of a new one."""
        from ..face.parts import add_part, has_part, put_on, remove_part

        face = active_face(context)
        if has_part(face, self.part):
            remove_part(face, self.part)
        elif self.part == "HAIR":
            put_on(face)
        else:
            add_part(face, self.part)
