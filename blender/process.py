"""A Blender of its own for a script: it starts with factory settings and no window."""

import sys
from pathlib import Path

import bpy


def command_for_script(script: Path, *arguments: str) -> list[str]:
    """The command that runs a Python file in another Blender of this kind.

    The script finds its arguments after `--`. An error in it ends the process with 1.
    """
    program = bpy.app.binary_path
    if program:
        options = ["--background", "--factory-startup", "--python-exit-code", "1"]
        return [program, *options, "--python", str(script), "--", *arguments]
    # Blender is a Python module here. -P: the script's folder holds no top-level modules.
    return [sys.executable, "-P", str(script), "--", *arguments]
