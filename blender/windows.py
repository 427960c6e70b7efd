"""Windows and what is in them: drawing parts of them anew, playing the scene in one."""

from collections.abc import Iterator

import bpy


def areas(context: bpy.types.Context, kind: str) -> Iterator[bpy.types.Area]:
    """Those of a kind in all windows."""
    for window in context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == kind:
                yield area


def redraw_sidebars(context: bpy.types.Context) -> None:
    """Draw the viewports' sidebars anew, and nothing else of them."""
    for area in areas(context, "VIEW_3D"):
        for region in area.regions:
            if region.type == "UI":
                region.tag_redraw()


def show_workspace(context: bpy.types.Context, workspace: bpy.types.WorkSpace) -> None:
    """Go to a workspace in the context's window."""
    # Blender versions: 4.2 takes a scene for the owner of bpy.context.window, also once an undo has
    # freed it, and writes into it when the window changes. The same window of the manager is safe.
    for window in context.window_manager.windows:
        if window == context.window:
            window.workspace = workspace


def is_playing(scene: bpy.types.Scene) -> bool:
    """Whether a scene plays in any window."""
    for window in bpy.context.window_manager.windows:
        if window.scene == scene and window.screen.is_animation_playing:
            return True
    return False


def set_playing(scene: bpy.types.Scene, wanted: bool) -> None:
    """Start or end playback in the first window that shows a scene; without one, nothing."""
    for window in bpy.context.window_manager.windows:
        if window.scene == scene and is_playing(scene) != wanted:
            with bpy.context.temp_override(window=window, screen=window.screen):
                # The same operator starts it and ends it.
                bpy.ops.screen.animation_play()
