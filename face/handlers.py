"""Animated and driven values reach the mesh. Blender's update callbacks fire for neither.

Those that follow look only at what Blender evaluated anew, and not even at that where no face can
be among it: thousands of objects may move on each frame. They read the evaluated mesh: during a
render the original's values are those of another frame.
"""

import bpy
from bpy.app.handlers import persistent

from . import mesh, stored_model


# Without `persistent` Blender would drop them with the first file that is loaded.
@persistent
def follow_evaluation(_scene: bpy.types.Scene, depsgraph: bpy.types.Depsgraph) -> None:
    """Move the faces among what was evaluated. Runs in the render's thread too: no operators."""
    # Blender keeps count of types, and a face without its model cannot move: each is told at once.
    if not depsgraph.id_type_updated("MESH") or not stored_model.is_any():
        return
    # What the viewport evaluates meanwhile shall not get into the render's frames.
    if depsgraph.mode == "VIEWPORT" and mesh.is_held():
        return
    for update in depsgraph.updates:
        # Values that moved count as geometry; new materials have all that wear them shaded anew.
        if update.is_updated_geometry and isinstance(update.id, bpy.types.Mesh):
            mesh.follow(update.id)


@persistent
def forget_shown(*_args: object) -> None:
    """Other meshes come, or the same with other vertices: a step to undo may have been made before
    a face moved to values that it has already.
    """
    mesh.forget()


HANDLERS = (
    (bpy.app.handlers.frame_change_post, follow_evaluation),
    (bpy.app.handlers.depsgraph_update_post, follow_evaluation),
    (bpy.app.handlers.load_post, forget_shown),
    (bpy.app.handlers.undo_pre, forget_shown),
    (bpy.app.handlers.redo_pre, forget_shown),
)
"""Blender's list for an event, and what it calls then."""
