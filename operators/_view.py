"""What the user sees after an operator has run."""

import bpy


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
