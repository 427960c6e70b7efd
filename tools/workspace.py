"""Makes the workspace Face of Blender's own Animation, for `data/assets`.

    UV_PROJECT_ENVIRONMENT=build/blender-4.2 uv run --python 3.11 python -m tools.workspace

By the oldest Blender that is supported, so that all others can read it.
"""

import bpy
from blendshape_face.data.workspace import NAME, WORKSPACE

_GRAPH_SHARE = 0.68
"""Of the height beside the face: the graph editor's; above it is the picture."""


def make() -> None:
    """Write the file."""
    workspace = bpy.data.workspaces["Animation"]
    (screen,) = workspace.screens
    # Areas change their kind on the screen of the context alone.
    with bpy.context.temp_override(workspace=workspace, screen=screen):
        _arrange(screen)
    workspace.name = NAME
    screen.name = NAME
    bpy.data.libraries.write(str(WORKSPACE), {workspace}, compress=True)


def _arrange(screen: bpy.types.Screen) -> None:
    beside, view = sorted(_areas(screen, "VIEW_3D"), key=lambda area: area.x)
    view.spaces[0].show_region_ui = True
    with bpy.context.temp_override(screen=screen, area=beside, region=beside.regions[0]):
        bpy.ops.screen.area_split(direction="HORIZONTAL", factor=_GRAPH_SHARE)
    # The new area is the smaller one: for a reference video or a figure.
    screen.areas[-1].ui_type = "IMAGE_EDITOR"
    beside.ui_type = "FCURVES"
    (keys,) = _areas(screen, "DOPESHEET")
    for area in (beside, keys):
        area.spaces[0].show_region_ui = False


def _areas(screen: bpy.types.Screen, kind: str) -> list[bpy.types.Area]:
    return [area for area in screen.areas if area.ui_type == kind]


if __name__ == "__main__":
    make()
