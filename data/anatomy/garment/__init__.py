"""The dressed face, made once: its polygons, and how its vertices go with the landmarks."""

from .blend import Blend
from .controls import STEP, Controls, Kind, controls
from .garment import MATERIALS, Garment, Parts, Relay, garment
from .surface import Surface

__all__ = [
    "MATERIALS",
    "STEP",
    "Blend",
    "Controls",
    "Garment",
    "Kind",
    "Parts",
    "Relay",
    "Surface",
    "controls",
    "garment",
]
