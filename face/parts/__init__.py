"""What is built around the 478 landmarks: head, mouth, smooth surface and eyes.

Each is one or two modifiers, which Blender evaluates natively: no Python runs when a face moves.
"""

from .dressing import (
    MARKER,
    PARTS,
    SMOOTH,
    add_part,
    dress,
    has_part,
    remove_part,
    undressed,
)

__all__ = [
    "MARKER",
    "PARTS",
    "SMOOTH",
    "add_part",
    "dress",
    "has_part",
    "remove_part",
    "undressed",
]
