"""What shows a face to others: the studio in the scene, films, figures and stimulus sets."""

from .collection import find, remove
from .staging import PLAIN, StudioOptions, set_up

__all__ = [
    "PLAIN",
    "StudioOptions",
    "find",
    "remove",
    "set_up",
]
