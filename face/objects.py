"""Faces as objects in the scene."""

from pathlib import Path

import bpy
from bpy_extras.object_utils import object_data_add

from ..blender.actions import drives_channels
from ..data.errors import FaceError
from ..data.model import FaceModel
from .mesh import build_mesh, group_vertices, in_order, problem, rebuild, refresh
from .parts import dress
from .properties import columns_of, is_converted, is_face, set_model
from .views.color import has_view
from .views.heat_map import remove_view


def new_face(
    context: bpy.types.Context, model: FaceModel, operator: bpy.types.Operator | None = None
) -> bpy.types.Object:
    """Add a face to the scene and make it active. `operator` gives the placement, if it has one."""
    mesh = build_mesh("Face")
    set_model(mesh, model)
    obj = object_data_add(context, mesh, operator=operator)
    if mesh.is_editmode:  # a preference for new objects; groups and parts cannot be added there
        bpy.ops.object.mode_set(mode="OBJECT")
    group_vertices(obj)
    dress(obj)
    return obj


def active_face(context: bpy.types.Context) -> bpy.types.Object | None:
    return context.object if is_face(context.object) else None


def faces_in(layer: bpy.types.ViewLayer) -> list[bpy.types.Object]:
    return [obj for obj in layer.objects if is_face(obj)]


def switch_model(obj: bpy.types.Object, path: str | Path) -> FaceModel:
    """Drive a face by another model. Raises FaceError, also where animation would be lost."""
    model = FaceModel.load(path)
    mesh = obj.data
    if not mesh.is_editable:
        raise FaceError(f"{obj.name}: {problem(mesh)}")
    if is_converted(mesh):
        raise FaceError(f"{obj.name}: is converted to shape keys; bring it back to live first")
    if columns_of(mesh) != model.columns:
        if drives_channels(mesh):
            raise FaceError(
                f"{obj.name} is animated on channels that {model.name} does not have; "
                "add a new face for this model, or remove the animation first"
            )
        _remove_views(mesh)  # they show channels that are going
    set_model(mesh, model)
    return model


def mend(obj: bpy.types.Object) -> None:
    """Make a face answer to its sliders again. Raises FaceError where that would lose work."""
    if not obj.data.is_editable:
        if not obj.is_editable:
            raise FaceError(f"{obj.name} is linked: use Object > Relations > Make Local first")
        obj.data = obj.data.copy()
    mesh = obj.data
    if not mesh.shape_keys and not in_order(mesh):
        _remove_views(mesh)  # their weights go with the vertices
        rebuild(mesh)
        group_vertices(obj)
    refresh(mesh)
    if trouble := problem(mesh):
        raise FaceError(f"{obj.name}: {trouble}")


def _remove_views(mesh: bpy.types.Mesh) -> None:
    for obj in list(bpy.data.objects):  # linked duplicates too
        if obj.data == mesh and has_view(obj):
            remove_view(obj)
