"""The workspace that comes with the extension; `tools/workspace.py` makes it."""

from pathlib import Path

NAME = "Face"
"""Of the workspace in its file, and of its tab."""

WORKSPACE = Path(__file__).parent / "assets" / "face_workspace.blend"
"""Written by the oldest Blender that is supported."""
