"""Stopping the other Blender that is at work."""

import bpy

from ..studio.worker import at_work
from ._base import FaceOperator


def _needs_worker(context: bpy.types.Context) -> str:
    return "" if at_work() else "Nothing is being rendered"


class StopWorker(FaceOperator, bpy.types.Operator):
    """Stops it; the operator that has started it sees that, and says how the user goes on."""

    bl_idname = "blendshape_face.stop"
    bl_label = "Stop"
    bl_description = "Stop rendering; the same button goes on later, what is made already is kept"
    checks = (_needs_worker,)

    def run(self, context: bpy.types.Context) -> None:
        """It may have ended by itself in the meantime."""
        worker = at_work()
        if worker:
            worker.stop()
