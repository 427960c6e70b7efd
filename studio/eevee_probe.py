"""Draws something with the graphics driver, in a Blender of its own: `eevee.check_eevee` runs it.

Where there is no driver Blender crashes, which the exit code tells.
"""

import os

import bpy
import gpu

_EEVEE_OF_BLENDER_4 = "BLENDER_EEVEE_NEXT"
_SIDE = 16
"""Pixels of the picture that Blender 4 has to render: it has no other way to start the driver."""

if hasattr(gpu, "init"):  # from Blender 5 on
    gpu.init()
else:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    scene = bpy.context.scene
    scene.render.engine = _EEVEE_OF_BLENDER_4
    scene.render.resolution_x = _SIDE
    scene.render.resolution_y = _SIDE
    scene.camera = bpy.data.objects.new("", bpy.data.cameras.new(""))
    bpy.ops.render.render()

if not bpy.app.binary_path:
    # Blender as a Python module now and then hangs when the interpreter tears it down.
    os._exit(0)
