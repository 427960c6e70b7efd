"""A camera, lights and a backdrop that show a face, and what is filmed with them."""

from .collection import COLLECTION, find
from .staging import PLAIN, StudioOptions, remove, set_up

__all__ = ["COLLECTION", "PLAIN", "StudioOptions", "find", "remove", "set_up"]
