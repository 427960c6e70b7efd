"""Copies of faces that exporters understand: there for one export, then gone without a trace."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

import bpy

from ..blender.modifiers import render_as_in_viewport
from ..data.errors import FaceError
from .parts import MARKER, render_garment_as_in_viewport, undressed


@contextmanager
def mesh_copies(
    context: bpy.types.Context, objects: Sequence[bpy.types.Object]
) -> Iterator[list[bpy.types.Object]]:
    """Copies that share the originals' meshes and move with them, for exporters of evaluated
    meshes. They bear the originals' names and are selected. Raises FaceError.
    """
    for obj in objects:
        check_evaluated(obj, context.evaluated_depsgraph_get())
    with ExitStack() as cleanup:
        copies = make_copies(context, objects, cleanup, own_mesh=False)
        for copy in copies:
            render_as_in_viewport(copy)
            render_garment_as_in_viewport(copy)
            if MARKER not in copy.modifiers:  # without it Alembic writes a still mesh
                copy.modifiers.new(MARKER, "SIMPLE_DEFORM").angle = 0
        # The originals need not be evaluated a second time.
        with undressed(objects):
            yield copies


def keep_materials(copy: bpy.types.Object) -> None:
    """Have the mesh of a copy hold its materials: of an object that does so itself FBX's exporter
    writes another mesh, which is not animated.
    """
    for slot in copy.material_slots:
        material = slot.material
        slot.link = "DATA"
        slot.material = material


def keep_modifiers(copy: bpy.types.Object, *types: str) -> None:
    """Remove a copy's modifiers but for those of these types."""
    for modifier in list(copy.modifiers):
        if modifier.type not in types:
            copy.modifiers.remove(modifier)


def check_evaluated(obj: bpy.types.Object, depsgraph: bpy.types.Depsgraph) -> None:
    """Raise FaceError for an object that is hidden, and so not animated."""
    if not obj.evaluated_get(depsgraph).is_evaluated:
        raise FaceError(f"{obj.name} is hidden, Blender does not animate it: show it first")


def make_copies(
    context: bpy.types.Context,
    objects: Sequence[bpy.types.Object],
    cleanup: ExitStack,
    own_mesh: bool,
) -> list[bpy.types.Object]:
    """A copy of each object under its name, selected and shown; nothing else is selected.

    own_mesh: the copies' meshes are copies too. `cleanup` takes all that undoes it: the copies go
    first, then the originals get their names back.
    """
    names = {obj: obj.name for obj in objects}
    if own_mesh:
        names |= {obj.data: obj.data.name for obj in objects}
    for obj in context.view_layer.objects:
        obj.select_set(False)
    _give_up_names(names, cleanup)
    copies = []
    for obj in objects:
        copy = _copy_object(obj, names, cleanup, own_mesh)
        context.scene.collection.objects.link(copy)
        # Linked into the scene itself: only what is in a view layer can be selected.
        copy.hide_viewport = False
        copy.hide_render = False
        copy.hide_select = False
        copy.select_set(True)
        rig = copy.find_armature()
        if rig:
            rig.select_set(True)
        copies.append(copy)
    context.view_layer.objects.active = copies[0]
    return copies


def _give_up_names(names: Mapping[bpy.types.ID, str], cleanup: ExitStack) -> None:
    """Call data-blocks otherwise, so that their copies can bear their names."""
    for original, name in names.items():
        if original.is_editable:
            cleanup.callback(setattr, original, "name", name)
            original.name = "Exporting"


def _copy_object(
    obj: bpy.types.Object,
    names: Mapping[bpy.types.ID, str],
    cleanup: ExitStack,
    own_mesh: bool,
) -> bpy.types.Object:
    """One copy, in no scene, under the name that its original had."""
    mesh = obj.data
    if own_mesh:
        mesh = mesh.copy()
        cleanup.callback(bpy.data.meshes.remove, mesh)
        mesh.name = names[obj.data]
    copy = obj.copy()
    assert copy
    cleanup.callback(bpy.data.objects.remove, copy)
    copy.name = names[obj]
    copy.data = mesh
    return copy
