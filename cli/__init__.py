"""`blender --command blendshape_face ...`: the main jobs without a window."""

from .command_line import main

__all__ = ["main"]
