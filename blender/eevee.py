"""Whether EEVEE can draw on this computer, which only another Blender can try."""

import subprocess
from pathlib import Path

from ..data.errors import FaceError
from .process import command_for_script
from .render import EEVEE

_PROBE = Path(__file__).with_name("eevee_probe.py")


def check_eevee() -> None:
    """Raises FaceError where EEVEE cannot draw.

    Blender itself crashes then, without a word to Python: the one that crashes must be another.
    """
    command = command_for_script(_PROBE, EEVEE)
    probe = subprocess.run(command, capture_output=True, check=False)
    if probe.returncode:
        raise FaceError(
            "EEVEE needs a graphics card, or on Linux Mesa's libEGL and OpenGL, and finds neither "
            "here; render with Cycles"
        )
