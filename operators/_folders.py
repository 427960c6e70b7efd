"""The folders in which file dialogs open, by the extension's preferences."""

import os
from pathlib import Path

import bpy

from ..blender.extension import preferences


def folder(kind: str) -> str:
    """A folder with a separator at its end, "" where the user named none or it is gone.

    kind: "recordings", "models" or "exports".
    """
    chosen = preferences()
    named = getattr(chosen, f"{kind}_folder") if chosen else ""
    path = Path(bpy.path.abspath(named))
    # A dialog takes what is behind the last separator for a file's name.
    return f"{path}{os.sep}" if named and path.is_dir() else ""
