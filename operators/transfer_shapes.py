"""A face's expressions as shape keys of another mesh."""

import bpy
from bpy.props import BoolProperty

from ..face.properties import is_face
from ._base import FaceOperator
from ._poll import needs_object_mode


def _source(context: bpy.types.Context) -> bpy.types.Object | None:
    """The only selected face."""
    faces = [obj for obj in context.selected_objects if is_face(obj)]
    return faces[0] if len(faces) == 1 else None


def _needs_face_and_mesh(context: bpy.types.Context) -> str:
    character = context.object
    is_mesh = character is not None and character.type == "MESH"
    if is_mesh and not is_face(character) and _source(context):
        return ""
    return "Select one face, then the mesh that it lies over"


class TransferShapes(FaceOperator, bpy.types.Operator):
    """Makes a character of the active mesh."""

    bl_idname = "blendshape_face.transfer_shapes"
    bl_label = "Transfer Shapes"
    bl_description = (
        "Give the active mesh shape keys for the channels of the selected face that lies over its "
        "own face"
    )
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_object_mode("transfer shapes"), _needs_face_and_mesh)

    fit: BoolProperty(
        name="Fit Face",
        description="Move, turn and scale the face onto the mesh first; it must already be near",
    )
    replace: BoolProperty(
        name="Replace",
        description="Write over shape keys that bear the channels' names already",
    )

    def run(self, context: bpy.types.Context) -> str:
        """Raises FaceError where the face is not over the mesh, or the mesh cannot be changed."""
        from ..characters.transfer_shapes import transfer_shapes

        return transfer_shapes(
            context,
            context.object,
            _source(context),
            self.replace,
            self.fit,
        )
