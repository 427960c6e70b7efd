"""Shape keys: how they are added, named in data paths, and what they do to vertices."""

import re

import bpy
import numpy as np

from .points import read_points, write_points

KEYS_PATH = "key_blocks"
"""What data paths of shape keys begin with."""
_BY_NUMBER = re.compile(r"key_blocks\[(\d+)\](\..+)")


def add_shape_key(obj: bpy.types.Object, name: str) -> bpy.types.ShapeKey:
    """A new shape key at 0, of the shape that the others are relative to; Blender may have to give
    it another name.
    """
    key = obj.shape_key_add(name=name, from_mix=False)
    # Blender versions: before 5.0 it starts at 0, since then at 1.
    key.value = 0
    return key


def clear_shape_keys(obj: bpy.types.Object) -> None:
    """Remove all of an object's shape keys, and their data-block."""
    uid = obj.data.shape_keys and obj.data.shape_keys.session_uid
    obj.shape_key_clear()
    # Blender versions: to 5.1 those of a mesh that was copied stay in the file, without a mesh.
    left = [keys for keys in bpy.data.shape_keys if keys.session_uid == uid]
    bpy.data.batch_remove(left)


def key_path(name: str) -> str:
    """Data path of a shape key's value. By name: users sort them."""
    return f'{KEYS_PATH}["{bpy.utils.escape_identifier(name)}"].value'


def path_by_name(keys: bpy.types.Key, path: str) -> str:
    """A data path of shape keys with the shape key's name where it has its number, as paths of
    scripts and of other programs' importers do; others come back as they are.
    """
    found = _BY_NUMBER.fullmatch(path)
    if found is None or int(found[1]) >= len(keys.key_blocks):
        return path
    name = keys.key_blocks[int(found[1])].name
    return f'{KEYS_PATH}["{bpy.utils.escape_identifier(name)}"]{found[2]}'


def displacement(obj: bpy.types.Object, key: bpy.types.ShapeKey) -> np.ndarray:
    """(V, 3) float32 by which a unit of a relative shape key moves the vertices of its object: from
    the shape that it is relative to, as far as its vertex group says.
    """
    moved = read_points(key.points) - read_points(key.relative_key.points)
    group = obj.vertex_groups.get(key.vertex_group) if key.vertex_group else None
    if group is None:
        return moved
    return moved * _weights(obj.data, group.index)[:, None]


def make_plain(obj: bpy.types.Object) -> None:
    """Make all shape keys relative to the first, without vertex groups, with the same effect: most
    file formats know no others.
    """
    keys = obj.data.shape_keys
    basis = keys.reference_key
    rest = read_points(basis.points)
    others = [key for key in keys.key_blocks if key != basis]
    # All are read before the first is written: keys may be relative to one another.
    shapes = [rest + displacement(obj, key) for key in others]
    for key, shape in zip(others, shapes, strict=True):
        key.relative_key = basis
        key.vertex_group = ""
        write_points(key.points, shape)


def _weights(mesh: bpy.types.Mesh, group: int) -> np.ndarray:
    """(V,) float32 of a vertex group by its number; 0 for vertices outside of it."""
    weights = np.zeros(len(mesh.vertices), np.float32)
    for vertex in mesh.vertices:
        for member in vertex.groups:
            if member.group == group:
                weights[vertex.index] = member.weight
    return weights
