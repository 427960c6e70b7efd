"""Faces and other meshes with shape keys leave for other programs, whole and without a trace."""

from .whole import Whole
from .writing import export, exportable, keyed_frames

__all__ = ["Whole", "export", "exportable", "keyed_frames"]
