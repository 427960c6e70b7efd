"""Tries to draw as EEVEE does, and crashes or fails where that is not possible.

A file of its own for a Blender of its own: `command_for_script(eevee_probe.py, engine)`. It imports
nothing of the extension, which need not be enabled there.
"""

import os
import sys

import bpy
import gpu

_SIDE = 16
"""Pixels of a square picture: enough to start the engine."""


def draw(engine: str) -> None:
    """Raises where Blender finds no graphics driver, unless Blender crashes before."""
    # Blender versions: from 5.0 on drivers are looked for without a picture.
    if hasattr(gpu, "init"):
        gpu.init()
        return
    # Before, Blender in the background looks for them only when it renders.
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    scene = bpy.context.scene
    scene.camera = bpy.data.objects.new("", bpy.data.cameras.new(""))
    render = scene.render
    render.engine = engine
    render.resolution_x = _SIDE
    render.resolution_y = _SIDE
    bpy.ops.render.render()


if __name__ == "__main__":
    draw(sys.argv[-1])
    # Blender as a module now and then hangs when the interpreter tears it down.
    os._exit(0)
