"""A live face becomes an ordinary mesh with shape keys."""

import bpy

from ..face.objects import active_face
from ._base import FaceOperator
from ._poll import needs_face, needs_object_mode


class ToShapeKeys(FaceOperator, bpy.types.Operator):
    """Converts the active face, its animation included."""

    bl_idname = "blendshape_face.to_shape_keys"
    bl_label = "Convert to Shape Keys"
    bl_description = (
        "Give the face a shape key for each channel and move its animation there: "
        "any Blender renders it then, also without this extension"
    )
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_face, needs_object_mode("make shape keys"))

    def run(self, context: bpy.types.Context) -> None:
        """Raises FaceError where the face cannot be converted or animation would be lost."""
        from ..face.shape_keys import to_shape_keys

        to_shape_keys(active_face(context))
