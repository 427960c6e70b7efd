"""A face becomes, beside itself, one ordinary mesh of all that it wears."""

import bpy
from bpy.props import EnumProperty, IntProperty

from ..face.objects import active_face
from ._base import FaceOperator
from ._poll import needs_face, needs_object_mode


class ToOneMesh(FaceOperator, bpy.types.Operator):
    """Makes a new object of the active face, its animation included; the face stays."""

    bl_idname = "blendshape_face.to_one_mesh"
    bl_label = "Copy as One Mesh"
    bl_description = (
        "Make an ordinary mesh of the whole face beside it, with a shape key for each channel and "
        "its animation: it plays without this extension and without modifiers"
    )
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_face, needs_object_mode("copy a face"))

    level: IntProperty(
        name="Smooth",
        description="How often each edge of the skin is halved",
        default=0,
        min=0,
        max=2,
    )

    eyes_and_jaw: EnumProperty(
        name="Eyes and Jaw",
        description="What turns eyeballs, lower teeth and tongue; skin and lids go by shape keys",
        items=(
            ("TARGETS", "Shape Keys", "The shape keys of their channels, as all of the face"),
            ("BONES", "Bones", "The bones LeftEye, RightEye and Jaw of an armature"),
        ),
    )

    def run(self, context: bpy.types.Context) -> str:
        """Raises FaceError where the face has no parts, or cannot move."""
        from ..animation.one_mesh import make_one_mesh

        has_bones = self.eyes_and_jaw == "BONES"
        copy, found = make_one_mesh(context, active_face(context), self.level, has_bones)
        for obj in context.selected_objects:
            obj.select_set(False)
        copy.select_set(True)
        context.view_layer.objects.active = copy
        return f"{copy.name}: {len(found.basis)} vertices, {found.note}"
