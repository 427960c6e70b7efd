"""Faces as objects in the scene."""

from typing import TYPE_CHECKING

import bpy
from bpy_extras.object_utils import object_data_add

from .properties import is_face, set_model

if TYPE_CHECKING:
    from ..data.model import FaceModel

NAME = "Face"
"""Of new ones, in any language; Blender numbers those that follow."""


def new_face(
    context: bpy.types.Context,
    model: "FaceModel",
    operator: bpy.types.Operator | None = None,
) -> bpy.types.Object:
    """Add a face to the scene and make it active. `operator` gives the placement, if it has one."""
    from .mesh_building import build_mesh, group_vertices
    from .parts import dress

    mesh = build_mesh(NAME)
    set_model(mesh, model)
    obj = object_data_add(context, mesh, operator=operator)
    if mesh.is_editmode:  # a preference for new objects; groups and parts cannot be added there
        bpy.ops.object.mode_set(mode="OBJECT")
    group_vertices(obj)
    dress(obj)
    return obj


def active_face(context: bpy.types.Context) -> bpy.types.Object | None:
    """The active object if it is a face, live or converted."""
    return context.object if is_face(context.object) else None


def objects_of(mesh: bpy.types.Mesh) -> list[bpy.types.Object]:
    """Those that share a mesh in any scene; not the linked one that an override is made of."""
    return [obj for obj in bpy.data.objects if obj.data == mesh and obj.users_scene]


def faces_in(layer: bpy.types.ViewLayer) -> list[bpy.types.Object]:
    """All faces of a view layer, linked duplicates and hidden ones among them."""
    return [obj for obj in layer.objects if is_face(obj)]
