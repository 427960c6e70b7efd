"""The materials of a dressed face, in the order of the garment's slots: first those of the face's
own slots, so that a face's slots stand for the garment's.
"""

import bpy

from ...data.anatomy.topology import AREAS
from ..looks.materials import SLOTS, face_materials, slot_of_area
from . import materials
from .hair_material import hair_material

_ADDED = {
    "flesh": materials.flesh,
    "teeth": materials.teeth,
    "gums": materials.gums,
    "tongue": materials.tongue,
    "eyeball": materials.eyeball,
    "cornea": materials.cornea,
    "lashes": materials.lashes,
    "iris": materials.iris,
    "pupil": materials.pupil,
    "brows": materials.brows,
    "cloth": materials.cloth,
    "hair": hair_material,
}
"""By the names of data/anatomy/garment's MATERIALS that are no areas of the landmarks."""


def garment_materials() -> list[bpy.types.Material]:
    """One a slot."""
    return face_materials() + [make() for make in _ADDED.values()]


def slot_of(name: str) -> int:
    """The slot of one of data/anatomy/garment's MATERIALS."""
    if name in AREAS:
        return slot_of_area(name)
    return len(SLOTS) + list(_ADDED).index(name)


def fill_slots(obj: bpy.types.Object, *materials: bpy.types.Material) -> None:
    """Put materials into an object's slots, but for those that have one already."""
    slots = obj.material_slots
    for index, material in enumerate(materials):
        if index == len(slots):
            obj.data.materials.append(material)
        elif not slots[index].material:
            slots[index].material = material
