"""When a stream ends with its file, and how it holds its own against animation."""

import bpy
from bpy.app.handlers import persistent

from ..blender.windows import is_playing
from . import session


# Without `persistent` Blender would drop them with the first file that is loaded.
@persistent
def stop_before_loading(*_args: object) -> None:
    """What the stream moves is about to go."""
    session.stop()


@persistent
def show_over_animation(scene: bpy.types.Scene, depsgraph: bpy.types.Depsgraph) -> None:
    """While the scene plays, faces with keys follow the stream all the same. Runs in the render's
    thread too: renders, and exports that go through the frames, show the keys.
    """
    running = session.current()
    if running is None or depsgraph.mode != "VIEWPORT" or scene.name != running.scene_name:
        return
    if is_playing(scene):
        running.show_again(scene)


HANDLERS = (
    (bpy.app.handlers.load_pre, stop_before_loading),
    (bpy.app.handlers.frame_change_post, show_over_animation),
)
"""Blender's list for an event, and what it calls then."""
