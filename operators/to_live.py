"""A converted face becomes live again."""

import bpy

from ..face.objects import active_face
from ..face.properties import is_converted
from ._base import FaceOperator
from ._poll import needs_face, needs_object_mode


def _needs_converted_face(context: bpy.types.Context) -> str:
    # A face may have shape keys of its user's and still be live.
    if is_converted(active_face(context).data):
        return ""
    return "The face has no shape keys of its channels: it is live"


class ToLive(FaceOperator, bpy.types.Operator):
    """Undoes Convert to Shape Keys, and keeps what was changed meanwhile."""

    bl_idname = "blendshape_face.to_live"
    bl_label = "Back to Live"
    bl_description = (
        "Move the animation of the face's shape keys back to its channels and remove the shape keys"
    )
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_face, needs_object_mode("go back to live"), _needs_converted_face)

    def run(self, context: bpy.types.Context) -> None:
        """Raises FaceError where the face is linked or animation would be lost."""
        from ..face.shape_keys import to_live

        to_live(active_face(context))
