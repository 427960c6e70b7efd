"""Whether EEVEE can draw on this machine."""

import subprocess
from pathlib import Path

from ..blender.process import command_for_script
from ..data.errors import FaceError

_PROBE = Path(__file__).with_name("eevee_probe.py")


def check_eevee() -> None:
    """Raises FaceError where EEVEE cannot draw: Blender itself crashes then, so that another
    Blender has to try.
    """
    tried = subprocess.run(command_for_script(_PROBE), capture_output=True, check=False)
    if tried.returncode:
        raise FaceError(
            "eevee needs a graphics card, or on Linux Mesa's libEGL and OpenGL, and finds neither "
            "here; use --engine cycles"
        )
