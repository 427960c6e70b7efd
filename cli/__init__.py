"""`blender --command blendshape_face ...`: the main jobs without a window."""

from .command_line import main
from .registering import register, unregister

__all__ = [
    "main",
    "register",
    "unregister",
]
