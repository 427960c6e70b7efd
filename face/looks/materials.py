"""Materials of the 478 landmarks' own triangles, flat eyes and mouth among them."""

import bpy

from ...blender.materials import new_material
from ...data.anatomy.topology import AREAS
from ...data.errors import FaceError
from ...data.looks import DEFAULT, LOOKS
from .skin import skin_material, skin_name

SLOTS = (skin_name(LOOKS[DEFAULT].tone), "Face Eyes", "Face Irises", "Face Mouth")
_SLOT_OF_AREA = (0, 0, 1, 1, 3, 2, 2)
"""Material slot of each of topology.AREAS; the skin colors its lips itself."""

_WHITE, _IRIS, _MOUTH = (0.76, 0.72, 0.70), (0.10, 0.22, 0.30), (0.045, 0.008, 0.010)


def slot_of_area(area: int) -> int:
    return _SLOT_OF_AREA[area]


def face_materials() -> list[bpy.types.Material]:
    """One material a slot; faces share them, and a user's changes to them are kept."""
    makers = (_skin, _eyes, _irises, _mouth)
    return [
        bpy.data.materials.get((name, None)) or make(name)
        for name, make in zip(SLOTS, makers, strict=True)
    ]


def check_local(obj: bpy.types.Object) -> None:
    """Raise FaceError where what a face is made of comes from another file."""
    for item in (obj, obj.data):
        if not item.is_editable:
            raise FaceError(f"{obj.name} is linked: make it local first")
        if item.override_library:
            raise FaceError(f"{obj.name} is a library override: make it local first")


def wear(obj: bpy.types.Object, material: bpy.types.Material) -> None:
    """Put a material into the slot of the skin, the object's or its mesh's."""
    slot = slot_of_area(AREAS.index("skin"))
    while len(obj.material_slots) <= slot:  # a user removed it
        obj.data.materials.append(None)
    obj.material_slots[slot].material = material


def worn(obj: bpy.types.Object) -> bpy.types.Material | None:
    """The material of the skin."""
    slot = slot_of_area(AREAS.index("skin"))
    return obj.material_slots[slot].material if slot < len(obj.material_slots) else None


def _material(name: str, color: tuple[float, float, float], roughness: float) -> bpy.types.Material:
    material = new_material(name)
    material.diffuse_color = (*(c**0.75 for c in color), 1)
    material.roughness = roughness
    shader = material.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*color, 1)
    shader.inputs["Roughness"].default_value = roughness
    return material


def _skin(_name: str) -> bpy.types.Material:
    return skin_material(LOOKS[DEFAULT].tone)


def _mouth(name: str) -> bpy.types.Material:
    return _material(name, _MOUTH, 0.8)


def _eyes(name: str) -> bpy.types.Material:
    return _material(name, _WHITE, 0.35)


def _irises(name: str) -> bpy.types.Material:
    return _material(name, _IRIS, 0.35)
