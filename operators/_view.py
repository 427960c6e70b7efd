"""What the user sees after an operator has run."""

import bpy
from bpy_extras.view3d_utils import region_2d_to_location_3d


def show_active(context: bpy.types.Context) -> None:
    """Bring the active object into the viewports of this window.

    A face has the size of a face: among Blender's two-meter cubes it is easy to miss.
    """
    # Scripts run without a window, or in one that has no viewport.
    if bpy.app.background or context.screen is None:
        return
    for area in context.screen.areas:
        if area.type != "VIEW_3D":
            continue
        region = next(region for region in area.regions if region.type == "WINDOW")
        # The operator turns the viewport of its context, which is a panel or a menu here.
        with context.temp_override(area=area, region=region):
            bpy.ops.view3d.view_selected()
            center_beside_sidebar(area, region)


def center_beside_sidebar(area: bpy.types.Area, region: bpy.types.Region) -> None:
    """Move what is in the middle of a viewport to the middle of what its sidebar leaves free.

    region: the viewport's own.
    """
    overlap = bpy.context.preferences.system.use_region_overlap
    covered = sum(other.width for other in area.regions if overlap and other.type == "UI")
    view = area.spaces.active.region_3d
    # The view's matrices are those of the last drawing.
    view.update()
    middle = region_2d_to_location_3d(region, view, (0, 0), view.view_location)
    aside = region_2d_to_location_3d(region, view, (covered / 2, 0), view.view_location)
    view.view_location += aside - middle


def show_colors(context: bpy.types.Context) -> None:
    """Have this viewport's Solid mode show what colors a face: its own colors are flat."""
    shading = _shading_of(context)
    if shading and shading.type == "SOLID":
        shading.color_type = "VERTEX"


def look_through_camera(context: bpy.types.Context) -> None:
    """Turn this viewport to what the scene's camera sees."""
    if _shading_of(context):
        context.space_data.region_3d.view_perspective = "CAMERA"


def _shading_of(context: bpy.types.Context) -> bpy.types.View3DShading | None:
    """Of the viewport that the operator was called in; None for scripts and other editors."""
    space = context.space_data
    return space.shading if isinstance(space, bpy.types.SpaceView3D) else None
