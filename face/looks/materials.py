"""Materials of the 478 landmarks' own triangles, flat eyes and mouth among them."""

import bpy

from ...blender.materials import new_material, shader_of, viewport_color
from ...data.looks import DEFAULT, LOOKS, Color
from .skin import skin_material, skin_name

SLOTS = (skin_name(LOOKS[DEFAULT].tone), "Face Eyes", "Face Irises", "Face Mouth")
"""Names of the materials, in the order of the slots."""

_SLOT_OF_AREA = {
    "skin": 0,
    "lips": 0,  # the skin colors its lips itself
    "right_eye": 1,
    "left_eye": 1,
    "right_iris": 2,
    "left_iris": 2,
    "mouth": 3,
}
"""By the names in topology.AREAS."""

# Linear RGB.
_WHITE = (0.76, 0.72, 0.70)
_IRIS = (0.10, 0.22, 0.30)
_MOUTH = (0.045, 0.008, 0.010)
_EYE_ROUGHNESS = 0.35
_MOUTH_ROUGHNESS = 0.8


def slot_of_area(area: str) -> int:
    """The material slot of an area, by its name in topology.AREAS."""
    return _SLOT_OF_AREA[area]


def face_materials() -> list[bpy.types.Material]:
    """One material a slot; faces share them, and a user's changes to them are kept."""
    makers = (_make_skin, _make_eyes, _make_irises, _make_mouth)
    materials = []
    for name, make in zip(SLOTS, makers, strict=True):
        # With None for no library: a linked one could not be changed by the user.
        present = bpy.data.materials.get((name, None))
        materials.append(present or make(name))
    return materials


def wear(obj: bpy.types.Object, material: bpy.types.Material) -> None:
    """Put a material into the slot of the skin, the object's or its mesh's."""
    slot = slot_of_area("skin")
    while len(obj.material_slots) <= slot:  # a user removed it
        obj.data.materials.append(None)
    obj.material_slots[slot].material = material


def worn_material(obj: bpy.types.Object) -> bpy.types.Material | None:
    """The material of the skin, None where a user removed it."""
    slot = slot_of_area("skin")
    if slot >= len(obj.material_slots):
        return None
    return obj.material_slots[slot].material


def _make(
    name: str,
    color: Color,
    roughness: float,
) -> bpy.types.Material:
    """A plain material of a linear RGB color."""
    material = new_material(name)
    material.diffuse_color = viewport_color(color)
    material.roughness = roughness
    shader = shader_of(material)
    shader.inputs["Base Color"].default_value = (*color, 1)
    shader.inputs["Roughness"].default_value = roughness
    return material


def _make_skin(_name: str) -> bpy.types.Material:
    return skin_material(LOOKS[DEFAULT].tone)


def _make_mouth(name: str) -> bpy.types.Material:
    return _make(name, _MOUTH, _MOUTH_ROUGHNESS)


def _make_eyes(name: str) -> bpy.types.Material:
    return _make(name, _WHITE, _EYE_ROUGHNESS)


def _make_irises(name: str) -> bpy.types.Material:
    return _make(name, _IRIS, _EYE_ROUGHNESS)
