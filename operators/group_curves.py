"""The face's curves by region and side, also those that were keyed by hand."""

import bpy

from ..blender.editing import check_local
from ..characters.objects import active_target
from ..data.errors import FaceError
from ._base import FaceOperator
from ._poll import needs_target


class GroupCurves(FaceOperator, bpy.types.Operator):
    """Groups and colors all curves of channels anew."""

    bl_idname = "blendshape_face.group_curves"
    bl_label = "Group Face Curves"
    bl_description = (
        "Group the curves of the active face by region, and color them by region and side as the "
        "extension's preferences say"
    )
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_target,)

    def run(self, context: bpy.types.Context) -> str:
        """Raises FaceError where there are no curves, or they are another file's."""
        from ..animation.curve_looks import show_regions
        from ..animation.targets import keyed_block

        obj = active_target(context)
        owner, _prefix = keyed_block(obj.data)
        animation = owner.animation_data
        if animation and animation.action:
            check_local(animation.action)
        count = show_regions(obj.data, anew=True)
        if not count:
            raise FaceError(f"{obj.name}: has no curves of channels yet")
        return f"{count} curves grouped"


def draw_menu(menu: bpy.types.Menu, _context: bpy.types.Context) -> None:
    """The entry in the menus Channel of the editors of animation."""
    menu.layout.separator()
    menu.layout.operator(GroupCurves.bl_idname)
