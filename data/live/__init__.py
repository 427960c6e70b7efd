"""Faces that come live: packets become frames, frames become takes. No Blender, no bpy."""

from ..protocols import AUTOMATIC
from .adjusting import Adjustment, adjusted, neutral_of
from .decoding import PROTOCOLS
from .frame import Frame
from .receiver import Receiver, Status
from .recording import Received, take_of, writer_for

__all__ = [
    "AUTOMATIC",
    "PROTOCOLS",
    "Adjustment",
    "Frame",
    "Received",
    "Receiver",
    "Status",
    "adjusted",
    "neutral_of",
    "take_of",
    "writer_for",
]
