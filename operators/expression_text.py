"""A face's expression copied and pasted as text, mirrored, kept among the user's own."""

import bpy
from bpy.props import StringProperty

from ..face.expressions import OWN, expressions_of, folder_of_own
from ..face.objects import active_face
from ..face.values import values_of
from ._base import FaceOperator
from ._poll import needs_face, needs_movable


class CopyExpression(FaceOperator, bpy.types.Operator):
    """Copies the active face's channels as text."""

    bl_idname = "blendshape_face.copy_expression"
    bl_label = "Copy Expression"
    bl_description = (
        "Copy the channels that are not 0 as lines of text: for another face, for a design of a "
        "stimulus set, for a message"
    )
    checks = (needs_face,)

    def run(self, context: bpy.types.Context) -> str:
        """Into the clipboard."""
        from ..data.expressions import to_text

        values = values_of(active_face(context).data)
        text = to_text(values)
        context.window_manager.clipboard = text
        return f"{len(text.splitlines())} channels copied"


class PasteExpression(FaceOperator, bpy.types.Operator):
    """Sets the active face's channels to those in the clipboard."""

    bl_idname = "blendshape_face.paste_expression"
    bl_label = "Paste Expression"
    bl_description = "Set all channels to those that were copied; what is not among them goes to 0"
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_face, needs_movable)

    def run(self, context: bpy.types.Context) -> str:
        """Raises ExpressionError for another text, FaceError where keys could not be kept."""
        from ..animation.key_values import show_values
        from ..data.expressions import from_text

        face = active_face(context)
        pasted = from_text(context.window_manager.clipboard)
        present = values_of(face.data)
        show_values(context, face.data, {name: pasted.get(name, 0.0) for name in present})
        lacking = [name for name in pasted if name not in present]
        if lacking:
            return f"pasted, without {', '.join(lacking)}, which this face lacks"
        return f"{len(pasted)} channels pasted"


class MirrorExpression(FaceOperator, bpy.types.Operator):
    """Exchanges left and right of the active face's expression."""

    bl_idname = "blendshape_face.mirror_expression"
    bl_label = "Mirror Expression"
    bl_description = "Exchange left and right of the expression and of the head pose"
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_face, needs_movable)

    def run(self, context: bpy.types.Context) -> None:
        """Raises FaceError where keys could not be kept."""
        from ..animation.key_values import show_values
        from ..data.expressions import mirrored

        face = active_face(context)
        show_values(context, face.data, mirrored(values_of(face.data)))


class KeepExpression(FaceOperator, bpy.types.Operator):
    """Keeps the active face's expression among the user's own."""

    bl_idname = "blendshape_face.keep_expression"
    bl_label = "Keep Expression"
    bl_description = "Keep this expression under a name, for all of your files"
    checks = (needs_face,)

    name: StringProperty(
        name="Name",
        description="What the button will be called; one of the same name is replaced",
        default="Expression",
    )

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[str]:
        """Ask for the name, which is a new one at first."""
        taken = expressions_of(OWN)
        number = 1
        while f"Expression {number}" in taken:
            number += 1
        self.name = f"Expression {number}"
        return context.window_manager.invoke_props_dialog(self)

    def run(self, context: bpy.types.Context) -> str:
        """Raises ExpressionError where it cannot be kept."""
        from ..data.expressions import keep_expression

        values = values_of(active_face(context).data)
        keep_expression(folder_of_own(), self.name, values)
        context.window_manager.blendshape_face_expressions.group = OWN
        return f"{self.name} kept"


class RemoveExpression(FaceOperator, bpy.types.Operator):
    """Removes one of the user's own expressions."""

    bl_idname = "blendshape_face.remove_expression"
    bl_label = "Remove Expression"
    bl_description = "Remove this expression from those that you keep; faces stay as they are"

    name: StringProperty(options={"HIDDEN", "SKIP_SAVE"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        """Ask: there is no way back."""
        return context.window_manager.invoke_confirm(self, event)

    def run(self, _context: bpy.types.Context) -> str:
        """Raises ExpressionError where the file cannot be written."""
        from ..data.expressions import remove_expression

        remove_expression(folder_of_own(), self.name)
        return f"{self.name} removed"


CLASSES = (
    CopyExpression,
    PasteExpression,
    MirrorExpression,
    KeepExpression,
    RemoveExpression,
)
