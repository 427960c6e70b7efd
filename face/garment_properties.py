"""Settings of a face's garment as sliders: what the garment says, and nothing kept beside it."""

from collections.abc import Callable

import bpy
from bpy.props import FloatProperty, IntProperty, PointerProperty

from .part_names import FINEST

_MILLIMETER = 0.001
"""In meters, which the garment's own input is in."""


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


def _pupil_of(properties: "GarmentProperties") -> float:
    """Millimeters; 0 where an object has no eyes of ours."""
    from ..blender.modifiers import get_input, modifier_with
    from .parts import GARMENT, PUPIL_SETTING

    garment = modifier_with(properties.id_data, GARMENT, PUPIL_SETTING)
    return get_input(garment, PUPIL_SETTING) / _MILLIMETER if garment else 0.0


def _widen_pupil(properties: "GarmentProperties", diameter: float) -> None:
    """diameter: millimeters."""
    from ..blender.modifiers import modifier_with, set_input
    from .parts import GARMENT, PUPIL_SETTING

    garment = modifier_with(properties.id_data, GARMENT, PUPIL_SETTING)
    # Blender lets drivers and scripts set it on any object.
    if garment:
        set_input(garment, PUPIL_SETTING, diameter * _MILLIMETER)


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
    pupil: FloatProperty(
        name="Pupil (mm)",
        description="Diameter in millimeters. I over it keys it, Alt I removes the key",
        min=1.5,
        max=9.0,
        step=10,
        precision=1,
        get=_pupil_of,
        set=_widen_pupil,
        options=set(),
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
