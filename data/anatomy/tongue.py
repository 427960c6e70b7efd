"""The tongue as a plain shape.

Millimeters, x to the subject's left, y to the back, z up, from the middle of the closed lips.
"""

import numpy as np

from .solids import Solid, tube_faces

_TONGUE_HEIGHT = -10.0
"""Height of the tongue at its tip."""
_ARCHED = 6.0
"""How much higher its middle is: it shows above the teeth."""
_TONGUE_TIP = 14.0
_TONGUE_ROOT = 64.0
"""Depth of its ends: behind the lower front teeth, and where the throat hides it."""
_TONGUE_WIDTH = 14.5
"""Half of the tongue's width in its middle."""
_TONGUE_WIDENING = 3.0
"""How much wider it would be at its root, and narrower at its tip, if it were not rounded off."""
_TONGUE_THICKNESS = 8.5
"""Half of it."""
_GROOVE_DEPTH = 1.8
_GROOVE_WIDTH = 4.0
"""Depth of the groove along the middle, and how far aside it has fallen to 1 / e."""
_TONGUE_RINGS = 9
_TONGUE_AROUND = 14


def tongue() -> Solid:
    """A flat body with a groove, narrower toward its tip."""
    # From tip (-1) to root (1) without the ends, which are single vertices.
    with_ends = np.linspace(-1, 1, _TONGUE_RINGS + 2)
    steps = with_ends[1:-1]
    middle = (_TONGUE_TIP + _TONGUE_ROOT) / 2
    half_length = (_TONGUE_ROOT - _TONGUE_TIP) / 2
    angle = np.linspace(0, 2 * np.pi, _TONGUE_AROUND, endpoint=False)
    rings = []
    for step in steps:
        # Lengthwise an ellipse.
        size = np.sqrt(1 - step**2)
        half_width = _TONGUE_WIDTH + _TONGUE_WIDENING * step
        across = np.cos(angle) * size * half_width
        height = np.sin(angle) * size * _TONGUE_THICKNESS
        groove = _GROOVE_DEPTH * np.exp(-((across / _GROOVE_WIDTH) ** 2))
        height -= np.where(height > 0, groove, 0)  # only on the upper side
        height += _TONGUE_HEIGHT + _ARCHED * size
        depth = np.full(_TONGUE_AROUND, middle + half_length * step)
        rings.append(np.column_stack([across, depth, height]))
    tip = (0, _TONGUE_TIP, _TONGUE_HEIGHT)
    root = (0, _TONGUE_ROOT, _TONGUE_HEIGHT)
    vertices = np.concatenate([*rings, [tip, root]])
    return Solid(vertices, _tongue_faces())


def _tongue_faces() -> list[list[int]]:
    """A tube, then fans around the tip and the root, which are the last two vertices."""
    faces = tube_faces(_TONGUE_RINGS, _TONGUE_AROUND)
    last_ring = (_TONGUE_RINGS - 1) * _TONGUE_AROUND
    tip = _TONGUE_RINGS * _TONGUE_AROUND
    root = tip + 1
    for place in range(_TONGUE_AROUND):
        following = (place + 1) % _TONGUE_AROUND
        faces.append([tip, place, following])
        faces.append([root, last_ring + following, last_ring + place])
    return faces
