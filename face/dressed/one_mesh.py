"""A fit made a mesh: vertices, polygons, materials and shape keys that need no extension."""

import bpy
import numpy as np

from ...blender.attributes import Attribute, overwrite, store
from ...blender.points import write_points
from ...data.anatomy.garment import MATERIALS, Surface, lay_out
from ..attributes import ATLAS, POSITION, SHARP, UV_MAP
from ..edges import mesh_edges
from ..parts import choice_of
from ..parts.garment_materials import slot_of
from ..properties import is_face
from ..surface_mesh import surface_mesh
from .fitting import Fit

_BASIS = "Basis"


def can_be_dressed(obj: bpy.types.Object) -> bool:
    """Whether an object is a face that wears more than its landmarks."""
    return is_face(obj) and not choice_of(obj).parts.are_none


def dressed_mesh(name: str, face: bpy.types.Object, found: Fit) -> bpy.types.Mesh:
    """A new mesh of a face's fit with the face's own materials, still without shape keys."""
    parts = found.parts
    mesh = surface_mesh(name, parts.surface)
    for slot in face.material_slots:
        mesh.materials.append(slot.material)
    slots = np.array([slot_of(material) for material in MATERIALS], np.int32)
    mesh.polygons.foreach_set("material_index", slots[parts.material])
    _add_uv(mesh, UV_MAP, parts.uv[parts.surface.corners])
    _add_uv(mesh, ATLAS, lay_out(parts, found.basis))
    for attribute, values in found.carried.items():
        store(mesh, attribute, values)
    store(mesh, SHARP, _is_sharp(mesh, parts.surface))
    overwrite(mesh, POSITION, found.basis)
    mesh.update()
    return mesh


def give_shape_keys(obj: bpy.types.Object, found: Fit) -> None:
    """Give an object with the mesh of a fit its shape keys, at the values of the first frame."""
    obj.shape_key_add(name=_BASIS, from_mix=False)
    rows = zip(found.names, found.targets, found.ranges, found.weights[0], strict=True)
    for name, target, limits, value in rows:
        key = obj.shape_key_add(name=name, from_mix=False)
        write_points(key.points, found.basis + target)
        # Before the value: Blender clips it to them.
        key.slider_min, key.slider_max = limits
        key.value = value
    obj.active_shape_key_index = 0


def _add_uv(mesh: bpy.types.Mesh, layer: Attribute, places: np.ndarray) -> None:
    """A layer of UVs, (corners, 2)."""
    uv = mesh.uv_layers.new(name=layer.name)
    uv.uv.foreach_set("vector", places.astype(np.float32).ravel())


def _is_sharp(mesh: bpy.types.Mesh, surface: Surface) -> np.ndarray:
    """(edges,) whether shading breaks there: at the rims of eyes and mouth."""
    keys = surface.keys(mesh_edges(mesh))
    return np.isin(keys, surface.keys(surface.sharp))
