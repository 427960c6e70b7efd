"""Three lights around a face: key, fill and rim, as portraits have them."""

from typing import NamedTuple

import bpy
from mathutils import Vector

from .collection import find_or_make_part


class Light(NamedTuple):
    """An area light that shines at the middle of the face.

    place: heights of the face to the right of it, above it and before it.
    watts: for a face of one meter; a smaller one takes less by its height's square.
    size: side of the light's square, in heights of the face.
    color: linear light.
    """

    name: str
    place: tuple[float, float, float]
    watts: float
    size: float
    color: tuple[float, float, float]


LIGHTS = (
    # Warm and from above, the one that models the face.
    Light("Face Key", (2.7, 3.0, 4.6), watts=450, size=2.1, color=(1.0, 0.95, 0.88)),
    # Cool, large and weak: it opens the key's shadows.
    Light("Face Fill", (-3.6, -0.5, 4.6), watts=170, size=3.7, color=(0.85, 0.92, 1.0)),
    # From behind: it parts hair and cheek from the backdrop.
    Light("Face Rim", (-3.2, 2.2, -3.4), watts=220, size=3.2, color=(1.0, 1.0, 1.0)),
)


def place_light(
    studio: bpy.types.Collection, pivot: bpy.types.Object, light: Light, height: float
) -> None:
    """Hang a light on the pivot, for a face of this height in Blender units."""
    obj = find_or_make_part(studio, light.name, _new_area_light)
    obj.data.energy = light.watts * height**2
    obj.data.size = light.size * height
    obj.data.color = light.color
    obj.visible_camera = False
    obj.parent = pivot
    obj.location = Vector(light.place) * height
    toward_face = -obj.location
    obj.rotation_euler = toward_face.to_track_quat("-Z", "Y").to_euler()


def _new_area_light(name: str) -> bpy.types.Light:
    return bpy.data.lights.new(name, "AREA")
