"""Shape keys added to objects, in every version of Blender."""

import bpy


def add_shape_key(obj: bpy.types.Object, name: str) -> bpy.types.ShapeKey:
    """A new shape key at 0, of the shape that the others are relative to; Blender may have to give
    it another name.
    """
    key = obj.shape_key_add(name=name, from_mix=False)
    # Blender versions: before 5.0 it starts at 0, since then at 1.
    key.value = 0
    return key
