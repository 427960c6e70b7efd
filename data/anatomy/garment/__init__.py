"""The dressed face, made once: its polygons, and how its vertices go with the landmarks."""

from .atlas import MARGIN, lay_out, shade
from .blend import Blend
from .blocks import BLOCKS, BlockBlend
from .bones import Skeleton
from .control_points import Controls, Kind, controls
from .hair import coiffure, hair_offset
from .head_shell import shell
from .inside import Carrier, clothes
from .portable_mesh import Portable, portable
from .seam import head_offset
from .surface import Surface
from .whole_garment import MATERIALS, Garment, Parts, Relay, garment

__all__ = [
    "BLOCKS",
    "MARGIN",
    "MATERIALS",
    "Blend",
    "BlockBlend",
    "Carrier",
    "Controls",
    "Garment",
    "Kind",
    "Parts",
    "Portable",
    "Relay",
    "Skeleton",
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
