"""Three lights around a face: one that shapes it, one that softens the shadows, one behind."""

from typing import NamedTuple

import bpy
from mathutils import Vector

from ..data.looks import Color
from .collection import part


class _Light(NamedTuple):
    """In heights of the face: place to the right of it, above it and before it, and size."""

    name: str
    place: tuple[float, float, float]
    watts: float
    size: float
    color: Color


_LIGHTS = (
    # Warm and from above, the one that models the face.
    _Light(
        "Face Key",
        place=(2.7, 3.0, 4.6),
        watts=450,
        size=2.1,
        color=(1.0, 0.95, 0.88),
    ),
    # Cool, large and weak: it opens the key's shadows.
    _Light(
        "Face Fill",
        place=(-3.6, -0.5, 4.6),
        watts=170,
        size=3.7,
        color=(0.85, 0.92, 1.0),
    ),
    # From behind: it parts the head from the backdrop.
    _Light(
        "Face Rim",
        place=(-3.2, 2.2, -3.4),
        watts=220,
        size=3.2,
        color=(1.0, 1.0, 1.0),
    ),
)
"""Watts for a face of one meter: the same light on a smaller one takes less by its square."""


def place_lights(
    studio: bpy.types.Collection,
    pivot: bpy.types.Object,
    height: float,
) -> None:
    """Set all lights around the pivot in the middle of a face of this height in Blender units."""
    for light in _LIGHTS:
        _place(light, studio, pivot, height)


def _place(
    light: _Light,
    studio: bpy.types.Collection,
    pivot: bpy.types.Object,
    height: float,
) -> None:
    obj = part(studio, light.name, _new_area_light)
    lamp = obj.data
    lamp.energy = light.watts * height**2
    lamp.size = light.size * height
    lamp.color = light.color
    # It may stand within the picture.
    obj.visible_camera = False
    obj.parent = pivot
    obj.location = Vector(light.place) * height
    # Area lights shine along their own -Z: toward the pivot, which is the origin here.
    to_pivot = -obj.location
    rotation = to_pivot.to_track_quat("-Z", "Y")
    obj.rotation_euler = rotation.to_euler()


def _new_area_light(name: str) -> bpy.types.Light:
    return bpy.data.lights.new(name, "AREA")
