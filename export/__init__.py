"""Faces and other meshes with shape keys leave for other programs, whole and without a trace."""

from .writing import export, exportable

__all__ = ["export", "exportable"]
