"""How a face looks: skin tones, clay, and lines on its edges."""

from .choice import look_of, set_look

__all__ = ["look_of", "set_look"]
