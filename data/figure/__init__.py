"""Figures for papers: pictures of a face, and curves of its channels over the same seconds."""

from .contents import DEVIATION, MOST_CURVES, Figure, Shot, most_moving, pictured_frames
from .drawing import svg
from .layout import lay_out, picture_width
from .raster import DPI, rasterize

__all__ = [
    "DEVIATION",
    "DPI",
    "MOST_CURVES",
    "Figure",
    "Shot",
    "lay_out",
    "most_moving",
    "picture_width",
    "pictured_frames",
    "rasterize",
    "svg",
]
