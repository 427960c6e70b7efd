"""A handle before the face, dragged with the mouse."""

from collections.abc import Mapping

import bpy
from bpy.props import EnumProperty, FloatVectorProperty
from bpy_extras.view3d_utils import region_2d_to_location_3d
from mathutils import Vector

from ..blender.language import told
from ..data.handles import HANDLES
from ..face.objects import active_face
from ..face.values import set_values, values_of
from ._base import FaceOperator
from ._poll import needs_face, needs_movable

_ITEMS = [(key, handle.title, f"Drag the handle {handle.title}") for key, handle in HANDLES.items()]


class DragHandle(FaceOperator, bpy.types.Operator):
    """Follows the mouse until its button is let go; Esc or the right button brings all back."""

    bl_idname = "blendshape_face.drag_handle"
    bl_label = "Drag Handle"
    bl_description = "Move channels of the face; with Auto Keying they are keyed"
    bl_options = {"REGISTER", "UNDO", "BLOCKING"}
    checks = (needs_face, needs_movable)

    handle: EnumProperty(
        name="Handle", description="Which one is dragged", items=_ITEMS, options={"SKIP_SAVE"}
    )
    offset: FloatVectorProperty(
        name="Offset",
        description="How far the handle goes to the subject's left, and up",
        size=2,
        unit="LENGTH",
        options={"SKIP_SAVE"},
    )

    @classmethod
    def description(
        cls,
        _context: bpy.types.Context,
        properties: bpy.types.OperatorProperties,
    ) -> str:
        """Which handle it is."""
        title = told(HANDLES[properties.handle].title)
        return f"{title}: {told('drag it. With Auto Keying channels are keyed')}"

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        """Take hold of the handle."""
        from ..face.handles import axes_on, place_of, shown_on

        face = active_face(context)
        self._begun = values_of(face.data)
        axes = axes_on(face.data, self.handle)
        self._place = face.matrix_world @ place_of(shown_on(face.data), self.handle, axes)
        self._from = self._under_mouse(context, event)
        context.window_manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        """Show what the drag does so far; keys come at its end."""
        from ..face.handles import as_offset

        mesh = active_face(context).data
        if event.type in {"ESC", "RIGHTMOUSE"}:
            context.area.header_text_set(None)
            set_values(mesh, self._begun)
            return {"CANCELLED"}
        if event.type == "MOUSEMOVE":
            way = self._under_mouse(context, event) - self._from
            self.offset = as_offset(active_face(context), way)
            wanted = self._wanted(mesh)
            set_values(mesh, self._begun | wanted)
            context.area.header_text_set(_told_values(wanted))
        if event.type == "LEFTMOUSE" and event.value == "RELEASE":
            context.area.header_text_set(None)
            return self.execute(context)
        return {"RUNNING_MODAL"}

    def run(self, context: bpy.types.Context) -> None:
        """From Python: move the handle by the offset. Raises FaceError."""
        from ..animation.key_values import show_values

        face = active_face(context)
        if not hasattr(self, "_begun"):
            self._begun = values_of(face.data)
        show_values(context, face.data, self._wanted(face.data))

    def _wanted(self, mesh: bpy.types.Mesh) -> dict[str, float]:
        from ..face.handles import dragged

        return dragged(mesh, self.handle, self._begun, self.offset)

    def _under_mouse(self, context: bpy.types.Context, event: bpy.types.Event) -> Vector:
        """The point of the world below the mouse, as far away as the handle was."""
        mouse = (event.mouse_region_x, event.mouse_region_y)
        return region_2d_to_location_3d(
            context.region,
            context.region_data,
            mouse,
            self._place,
        )


def _told_values(values: Mapping[str, float]) -> str:
    """The channels that are not at rest, by their own names: `jawOpen 0.42, jawLeft 0.10`."""
    return ", ".join(f"{name} {value:.2f}" for name, value in values.items() if round(value, 2))
