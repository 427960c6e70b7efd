"""The dressed face, made once: its polygons, and how its vertices go with the landmarks."""

from .blend import MOST, Blend
from .blocks import BLOCKS, BlockBlend
from .blocks import MOST as MOST_BLOCKS
from .controls import JAW, SKULL, STEP, Controls, Kind, controls
from .garment import MATERIALS, Garment, Parts, Relay, garment
from .surface import Surface

__all__ = [
    "BLOCKS",
    "JAW",
    "MATERIALS",
    "MOST",
    "MOST_BLOCKS",
    "SKULL",
    "STEP",
    "Blend",
    "BlockBlend",
    "Controls",
    "Garment",
    "Kind",
    "Parts",
    "Relay",
    "Surface",
    "controls",
    "garment",
]
