"""The folders in which file dialogs open: by the extension's preferences, else the latest ones."""

import os
from pathlib import Path

import bpy

from ..blender.extension import preferences

_latest: dict[str, str] = {}
"""Kind of folder -> where a file of that kind was chosen last, until Blender ends."""


def keep_folder(kind: str, path: Path) -> None:
    """Remember where a file was chosen, for the next dialog of its kind."""
    _latest[kind] = str(path.parent)


def folder(kind: str) -> str:
    """A folder with a separator at its end, "" where nobody named one or it is gone.

    kind: "recordings", "models" or "exports".
    """
    chosen = preferences()
    preferred = getattr(chosen, f"{kind}_folder") if chosen else ""
    named = preferred or _latest.get(kind, "")
    path = Path(bpy.path.abspath(named))
    # A dialog takes what is behind the last separator for a file's name.
    return f"{path}{os.sep}" if named and path.is_dir() else ""
