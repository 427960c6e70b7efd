"""When a stream ends with its file, and how it holds its own against animation."""

import bpy
from bpy.app.handlers import persistent

from . import session


# Without `persistent` Blender would drop them with the first file that is loaded.
@persistent
def stop_before_loading(*_args: object) -> None:
    """What the stream moves is about to go."""
    session.stop()


@persistent
def show_over_animation(scene: bpy.types.Scene, depsgraph: bpy.types.Depsgraph) -> None:
    """While the scene is played, faces with keys follow the stream all the same; renders show the
    keys. Runs in the render's thread too.
    """
    running = session.current()
    if running and depsgraph.mode == "VIEWPORT" and scene.name == running.scene_name:
        running.show_again(scene)


HANDLERS = (
    (bpy.app.handlers.load_pre, stop_before_loading),
    (bpy.app.handlers.frame_change_post, show_over_animation),
)
"""Blender's list for an event, and what it calls then."""
