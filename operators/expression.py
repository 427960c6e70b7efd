"""An expression on the active face: at once, or blended in by dragging."""

from typing import TYPE_CHECKING

import bpy
from bpy.props import FloatProperty, StringProperty

from ..blender.language import told
from ..data.errors import FaceError
from ..face.expressions import expression_of
from ..face.model_fit import model_name
from ..face.objects import active_face
from ..face.values import set_values, values_of
from ._base import FaceOperator
from ._poll import needs_face, needs_movable

if TYPE_CHECKING:
    from ..data.expressions import Expression


_DRAG = 300.0
"""Pixels from nothing to the whole expression, at an ordinary screen's scale."""
_LARGEST = 2.0
"""A caricature has room."""


class _ExpressionOperator(FaceOperator):
    """Mixed in before bpy.types.Operator, with the properties that say which expression."""

    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_face, needs_movable)

    group: StringProperty(options={"HIDDEN"})
    name: StringProperty(options={"HIDDEN"})

    def expression_on(self, face: bpy.types.Object) -> "Expression":
        """As this face shows it. Raises FaceError where it is gone."""
        return expression_of(self.group, self.name).on(model_name(face.data))

    def run(self, context: bpy.types.Context) -> str:
        """Raises FaceError where the expression is gone, or keys could not be kept."""
        from ..animation.key_values import show_values
        from ..data.expressions import blended

        face = active_face(context)
        expression = self.expression_on(face)
        values = blended(values_of(face.data), expression, self.amount)
        show_values(context, face.data, values)
        return f"{expression.name.capitalize()}: {self.amount:.0%}"


class ShowExpression(_ExpressionOperator, bpy.types.Operator):
    """Shows an expression on the active face."""

    bl_idname = "blendshape_face.expression"
    bl_label = "Expression"
    bl_description = (
        "Show this expression; where the eyes look and the head turns stays. Amount is below, in "
        "the panel of the last operation"
    )

    amount: FloatProperty(
        name="Amount",
        description="0 leaves the face as it was, 1 shows the expression, more exaggerates",
        default=1.0,
        min=0.0,
        max=_LARGEST,
        soft_max=1.0,
        subtype="FACTOR",
        options={"SKIP_SAVE"},
    )


class BlendExpression(_ExpressionOperator, bpy.types.Operator):
    """Blends an expression in as far as the mouse is dragged."""

    bl_idname = "blendshape_face.blend_expression"
    bl_label = "Blend Expression"
    bl_description = "Move the mouse to the right to blend this expression in, click to keep it"
    bl_options = {"REGISTER", "UNDO", "GRAB_CURSOR", "BLOCKING"}

    amount: FloatProperty(
        name="Amount",
        description="0 leaves the face as it was, 1 shows the expression, more exaggerates",
        min=-_LARGEST,
        max=_LARGEST,
        soft_min=0.0,
        soft_max=1.0,
        subtype="FACTOR",
        options={"SKIP_SAVE"},
    )

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        """Begin to follow the mouse."""
        face = active_face(context)
        try:
            self._expression = self.expression_on(face)
        except FaceError as error:
            return self.refuse(error)
        self._mesh = face.data
        self._before = values_of(face.data)
        self._start = event.mouse_x
        context.window_manager.modal_handler_add(self)
        self._show(context)
        return {"RUNNING_MODAL"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        """Follow the mouse until a click or Enter; a right click or Esc takes all back."""
        if event.type in {"RIGHTMOUSE", "ESC"}:
            set_values(self._mesh, self._before)
            context.area.header_text_set(None)
            return {"CANCELLED"}
        if event.type in {"LEFTMOUSE", "RET", "NUMPAD_ENTER"} and event.value == "PRESS":
            context.area.header_text_set(None)
            set_values(self._mesh, self._before)
            return self.execute(context)
        if event.type == "MOUSEMOVE":
            scale = context.preferences.system.ui_scale
            amount = (event.mouse_x - self._start) / (_DRAG * scale)
            self.amount = min(max(amount, -_LARGEST), _LARGEST)
            self._show(context)
        return {"RUNNING_MODAL"}

    def _show(self, context: bpy.types.Context) -> None:
        from ..data.expressions import blended

        set_values(self._mesh, blended(self._before, self._expression, self.amount))
        context.area.header_text_set(
            f"{told(self._expression.name.capitalize())}: {self.amount:.0%}    "
            + told("Move the mouse to blend, click to keep, Esc to cancel")
        )


CLASSES = (ShowExpression, BlendExpression)
