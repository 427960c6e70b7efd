"""The dressed face, made once: its polygons, and how its vertices go with the landmarks."""

from .atlas import MARGIN, lay_out, shade
from .blend import MOST, Blend
from .blocks import BLOCKS, BlockBlend
from .blocks import MOST as MOST_BLOCKS
from .controls import Controls, Kind, controls
from .garment import MATERIALS, Garment, Parts, Relay, garment
from .hair import coiffure, hair_offset
from .inside import Frame, clothes
from .portable import Portable, portable
from .seam import head_offset
from .shell import shell
from .surface import Surface

__all__ = [
    "BLOCKS",
    "MARGIN",
    "MATERIALS",
    "MOST",
    "MOST_BLOCKS",
    "Blend",
    "BlockBlend",
    "Controls",
    "Frame",
    "Garment",
    "Kind",
    "Parts",
    "Portable",
    "Relay",
    "Surface",
    "clothes",
    "coiffure",
    "controls",
    "garment",
    "hair_offset",
    "head_offset",
    "lay_out",
    "portable",
    "shade",
    "shell",
]
