"""Garments that fit one face: its person has a head of its own, where all others share the mean
person's. They are copies that differ in one attribute.
"""

from collections.abc import Iterable

import bpy

from ...blender.attributes import overwrite, read
from ...blender.editing import is_used
from ...blender.modifiers import object_inputs
from ...data.person.dressed import dressed_offset
from ..attributes import ON_HEAD, POSITION
from ..person import person_of
from ..stored_model import basis_of
from .garment_meshes import HAS_HEAD

_FITTED = "face_fitted"
"""Custom property of a node group that is one face's own."""


def is_fitted(group: bpy.types.NodeTree) -> bool:
    """Whether a node group is one face's own, with all its objects."""
    return _FITTED in group and all(socket.default_value for socket in object_inputs(group))


def fitted_copy(group: bpy.types.NodeTree, title: str) -> bpy.types.NodeTree:
    """A node group like a shared one, with garments of its own. title: ends their names."""
    own = group.copy()
    assert own
    own.name = f"{group.name} of {title}"
    own[_FITTED] = True
    for socket in object_inputs(own):
        shared = socket.default_value
        # Control points and relay points are anybody's.
        if HAS_HEAD in shared:
            garment = shared.copy()
            garment.data = shared.data.copy()
            garment.name = f"{shared.name} of {title}"
            garment.data.name = garment.name
            socket.default_value = garment
    return own


def fit(
    group: bpy.types.NodeTree,
    mesh: bpy.types.Mesh,
    levels: Iterable[int],
    has_hair: bool,
) -> None:
    """Give a face's own garments its person's head. levels: of each, how smooth its skin is.
    has_hair: whether there is hair on it.
    """
    person = person_of(mesh)
    rest = basis_of(mesh.blendshape_face.model).rest
    for garment, level in zip(garments(group), levels, strict=False):
        offset = read(garment.data, POSITION)
        on_head = read(garment.data, ON_HEAD)
        offset[on_head] = dressed_offset(person, rest, level, has_hair)
        overwrite(garment.data, POSITION, offset)
        garment.data.update()


def discard_fitted(group: bpy.types.NodeTree) -> None:
    """Remove a face's own group and garments when no face wears them."""
    if _FITTED not in group or is_used(group):
        return
    worn = garments(group)
    bpy.data.node_groups.remove(group)
    for garment in worn:
        # With it goes the object.
        bpy.data.meshes.remove(garment.data)


def garments(group: bpy.types.NodeTree) -> list[bpy.types.Object]:
    """Those of a group, the viewport's first; one where renders have the same."""
    objects = [socket.default_value for socket in object_inputs(group)]
    return [obj for obj in objects if obj and HAS_HEAD in obj]
