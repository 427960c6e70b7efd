"""Animated and driven values reach the mesh. Blender's update callbacks fire for neither.

Both handlers look only at what Blender evaluated anew, so a scene without faces costs nothing.
They read the evaluated mesh: during a render the original's values are those of another frame.
"""

import bpy
from bpy.app.handlers import persistent

from . import mesh


@persistent
def follow_evaluation(_scene: bpy.types.Scene, depsgraph: bpy.types.Depsgraph) -> None:
    for update in depsgraph.updates:
        if isinstance(update.id, bpy.types.Mesh):
            mesh.follow(update.id)


HANDLERS = (
    (bpy.app.handlers.frame_change_post, follow_evaluation),
    (bpy.app.handlers.depsgraph_update_post, follow_evaluation),
)
"""Blender's list for an event, and what it calls then."""
