"""How smooth a face's skin is, as sliders: what its garment says, and nothing kept beside it."""

from collections.abc import Callable

import bpy
from bpy.props import IntProperty, PointerProperty

from .part_names import FINEST


def _level_of(field: str) -> Callable[[bpy.types.PropertyGroup], int]:
    """A getter of a level, by its name in Choice."""

    def get(properties: bpy.types.PropertyGroup) -> int:
        from .parts import choice_of

        return getattr(choice_of(properties.id_data), field)

    return get


def _wear_level(field: str) -> Callable[[bpy.types.PropertyGroup, int], None]:
    """A setter of a level, by its name in Choice."""

    def put(properties: bpy.types.PropertyGroup, level: int) -> None:
        from .parts import choice_of, wear

        obj = properties.id_data
        # Blender lets drivers and scripts set it on any object.
        if choice_of(obj).is_bare and not level:
            return
        wear(obj, choice_of(obj)._replace(**{field: level}))

    return put


class GarmentProperties(bpy.types.PropertyGroup):
    """On each object; of use on faces."""

    view_level: IntProperty(
        name="Smooth View",
        description="How often each edge of the skin is halved in the viewport",
        min=0,
        max=FINEST,
        get=_level_of("view_level"),
        set=_wear_level("view_level"),
    )
    render_level: IntProperty(
        name="Render",
        description="How often each edge of the skin is halved in renders; of the head once less",
        min=0,
        max=FINEST,
        get=_level_of("render_level"),
        set=_wear_level("render_level"),
    )


CLASSES = (GarmentProperties,)
PROPERTIES = (
    (
        bpy.types.Object,
        "blendshape_face_garment",
        PointerProperty(type=GarmentProperties),
    ),
)
"""Owner, name and definition of what is added to Blender's own types."""
