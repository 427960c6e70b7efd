"""Another model for a face, and a face that answers to its sliders again."""

from pathlib import Path

import bpy

from ..blender.editing import check_local, check_unlocked, why_locked
from ..data.errors import FaceError
from ..data.gaze_shapes import has_channels_of, played_columns
from ..data.model import FaceModel
from .mesh import in_order
from .mesh_building import group_vertices, rebuild
from .model_switch import Switch, follow_names, plan_switch
from .parts import fit_garments
from .person_properties import show_person
from .properties import columns_of, is_converted, set_model
from .values import check_movable
from .views.color import has_view
from .views.heat_map import remove_view


def switch_model(obj: bpy.types.Object, path: str | Path) -> Switch:
    """Drive a face by another model; values and animation go on by the names of channels.

    Raises FaceError before anything changes.
    """
    model = FaceModel.load(path)
    mesh = obj.data
    check_unlocked(mesh)
    if is_converted(mesh):
        raise FaceError(f"{obj.name}: is converted to shape keys; bring it back to live first")
    switch = Switch(model)
    if not has_channels_of(columns_of(mesh), model):
        switch = plan_switch(mesh, model)
        _remove_views(mesh)  # they show channels that are going
        follow_names(mesh, played_columns(model))
    set_model(mesh, model)
    # The head has the new model's size and turn, too.
    fit_garments(mesh)
    return switch


def mend(obj: bpy.types.Object) -> None:
    """Make a face answer to its sliders again. Raises FaceError where that would lose work."""
    _make_local(obj)
    mesh = obj.data
    if not mesh.shape_keys and not in_order(mesh):
        _remove_views(mesh)  # their weights go with the vertices
        rebuild(mesh)
        group_vertices(obj)
    show_person(mesh)
    check_movable(obj)


def _make_local(obj: bpy.types.Object) -> None:
    """Bring object and mesh into this file where they are not. Raises FaceError."""
    if not obj.is_editable:
        # What is local would be a copy that no scene has.
        check_local(*obj.users_collection)
        obj.make_local()
    if why_locked(obj.data):
        # An override of the object alone is enough: it can be given a mesh of its own.
        obj.data = obj.data.copy()
        obj.data.make_local(clear_liboverride=True)


def _remove_views(mesh: bpy.types.Mesh) -> None:
    """Take research views off all objects of a mesh, linked duplicates too."""
    for obj in list(bpy.data.objects):
        if obj.data == mesh and has_view(obj):
            remove_view(obj)
