import subprocess
import sys

import bpy

from ..data.errors import FaceError
from .render_settings import EEVEE

_PROBE = f"""
import bpy, gpu
if hasattr(gpu, "init"):  # Blender 5
    gpu.init()
else:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    render = bpy.context.scene.render
    render.engine = "{EEVEE}"
    render.resolution_x = render.resolution_y = 16
    bpy.context.scene.camera = bpy.data.objects.new("", bpy.data.cameras.new(""))
    bpy.ops.render.render()
"""


def check_eevee() -> None:
    """Raises FaceError where EEVEE cannot draw: Blender itself crashes then, so that another
    Blender has to try.
    """
    if program := bpy.app.binary_path:
        options = ("--background", "--factory-startup", "--python-exit-code", "1")
        command = [program, *options, "--python-expr", _PROBE]
    else:  # Blender as a Python module
        command = [sys.executable, "-c", f"import os\n{_PROBE}\nos._exit(0)"]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        raise FaceError(
            "eevee needs a graphics card, or on Linux Mesa's libEGL and OpenGL, and finds neither "
            "here; use --engine cycles"
        )
