"""A workspace for faces: viewport with the tab Face, keys, curves, and a picture beside them."""

from collections.abc import Iterator
from pathlib import Path

import bpy

from ..blender.windows import show_workspace
from ..characters.objects import active_target
from ..data.workspace import NAME, WORKSPACE
from ..face.objects import active_face
from ..face.tabs import FACE
from ._base import FaceOperator
from ._view import center_beside_sidebar

_SOON = 0.3
"""Seconds until Blender has drawn the new workspace: tabs can be chosen only then."""
_MOVED = 1.0
"""Seconds in which Blender has moved a view, also where it draws slowly."""


class AddWorkspace(FaceOperator, bpy.types.Operator):
    """Appends the workspace, or goes to the one that the file has."""

    bl_idname = "blendshape_face.workspace"
    bl_label = "Face Workspace"
    bl_description = (
        "Go to the workspace Face, which is added if the file has none: viewport with the tab "
        "Face, dope sheet, graph editor, and an image editor for a reference or a figure"
    )

    def run(self, context: bpy.types.Context) -> None:
        """Blender shows it once this is over."""
        present = bpy.data.workspaces.get(NAME)
        if present:
            show_workspace(context, present)
            return
        bpy.ops.workspace.append_activate(idname=NAME, filepath=str(WORKSPACE))
        _forget_file()
        if not bpy.app.background:
            bpy.app.timers.register(_settle, first_interval=_SOON)


def _forget_file() -> None:
    """Blender keeps the file of what was appended, though nothing is linked to it."""
    for library in list(bpy.data.libraries):
        if Path(library.filepath) == WORKSPACE and not library.users_id:
            bpy.data.libraries.remove(library)


def _settle() -> None:
    """Choose the tab Face, look at the active face from the front, and at all of its keys."""
    for window, area, region in _editors():
        if area.type == "VIEW_3D":
            _settle_viewport(window, area)
            continue
        with bpy.context.temp_override(window=window, area=area, region=region):
            if area.ui_type == "FCURVES":
                _list_regions()
                bpy.ops.graph.view_all()
            elif area.ui_type == "DOPESHEET":
                # Newer versions of Blender open it empty, over the keys.
                area.spaces.active.show_region_ui = False
                _hide_player(area)
                _list_regions()
                bpy.ops.action.view_all()
    # Blender moves the views gradually.
    bpy.app.timers.register(_approach, first_interval=_MOVED)


def _approach() -> None:
    """Curves that lie before the eyes as a whole come near enough to be told apart."""
    from ._curve_views import approach_keys

    for window, area, region in _editors():
        if area.ui_type == "FCURVES":
            with bpy.context.temp_override(window=window, area=area, region=region):
                target = active_target(bpy.context)
                if target:
                    approach_keys(target, window.scene, region)


def _list_regions() -> None:
    from ._curve_views import list_regions

    target = active_target(bpy.context)
    if target:
        list_regions(target)


def _editors() -> Iterator[tuple[bpy.types.Window, bpy.types.Area, bpy.types.Region]]:
    """Of the windows that show the workspace, each with the region of what it shows."""
    for window in bpy.context.window_manager.windows:
        if window.workspace.name == NAME:
            for area in window.screen.areas:
                yield window, area, next(r for r in area.regions if r.type == "WINDOW")


def _hide_player(area: bpy.types.Area) -> None:
    """Blender versions: from 5.0 on a dope sheet has a row of buttons to play, as the timeline."""
    space = area.spaces.active
    if hasattr(space, "show_region_footer"):
        space.show_region_footer = False


def _settle_viewport(window: bpy.types.Window, area: bpy.types.Area) -> None:
    for region in area.regions:
        if region.type == "UI":
            region.active_panel_category = FACE
        elif region.type == "WINDOW":
            with bpy.context.temp_override(window=window, area=area, region=region):
                if active_face(bpy.context):
                    bpy.ops.view3d.view_axis(type="FRONT")
                    bpy.ops.view3d.view_selected()
                    center_beside_sidebar(area, region)


def draw_menu(menu: bpy.types.Menu, _context: bpy.types.Context) -> None:
    """The entry in the menus of windows and of workspaces."""
    menu.layout.separator()
    menu.layout.operator(AddWorkspace.bl_idname, icon="WORKSPACE")
