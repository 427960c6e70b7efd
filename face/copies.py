"""Copies of faces that exporters understand: there for one export, then gone without a trace."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import bpy

from ..data.errors import FaceError
from .parts import MARKER, undressed


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
            for modifier in copy.modifiers:  # PLY from Blender 5 on, and some others, as rendered
                modifier.show_render = modifier.show_viewport
                if modifier.type == "SUBSURF":
                    modifier.render_levels = modifier.levels
            if MARKER not in copy.modifiers:  # without it Alembic writes a still mesh
                copy.modifiers.new(MARKER, "SIMPLE_DEFORM").angle = 0
        with undressed(objects):
            yield copies


def keep_modifiers(copy: bpy.types.Object, *types: str) -> None:
    for modifier in list(copy.modifiers):
        if modifier.type not in types:
            copy.modifiers.remove(modifier)


@contextmanager
def scene_kept(context: bpy.types.Context) -> Iterator[None]:
    """Bring back the current frame, the frame range, the selection and the active object."""
    scene, layer = context.scene, context.view_layer
    frame, subframe = scene.frame_current, scene.frame_subframe
    start, end = scene.frame_start, scene.frame_end
    active, selected = layer.objects.active, [obj for obj in layer.objects if obj.select_get()]
    try:
        yield
    finally:
        layer.update()  # or it lists the removed copies as None
        for obj in layer.objects:
            obj.select_set(obj in selected)
        layer.objects.active = active
        scene.frame_start, scene.frame_end = start, end
        scene.frame_set(frame, subframe=subframe)


def check_evaluated(obj: bpy.types.Object, depsgraph: bpy.types.Depsgraph) -> None:
    if not obj.evaluated_get(depsgraph).is_evaluated:
        raise FaceError(f"{obj.name} is hidden, Blender does not animate it: show it first")


def make_copies(
    context: bpy.types.Context,
    objects: Sequence[bpy.types.Object],
    cleanup: ExitStack,
    own_mesh: bool,
) -> list[bpy.types.Object]:
    originals = {obj: obj.name for obj in objects}
    if own_mesh:
        originals |= {obj.data: obj.data.name for obj in objects}
    copies = []
    for obj in context.view_layer.objects:
        obj.select_set(False)
    for original, name in originals.items():
        if original.is_editable:
            cleanup.callback(setattr, original, "name", name)
            original.name = "Exporting"
    for obj in objects:
        mesh = obj.data
        if own_mesh:
            mesh = mesh.copy()
            cleanup.callback(bpy.data.meshes.remove, mesh)
            mesh.name = originals[obj.data]
        copy = obj.copy()
        cleanup.callback(bpy.data.objects.remove, copy)
        copy.name, copy.data = originals[obj], mesh
        context.scene.collection.objects.link(copy)
        copy.hide_viewport = copy.hide_render = copy.hide_select = False
        copy.select_set(True)
        if rig := copy.find_armature():
            rig.select_set(True)
        copies.append(copy)
    context.view_layer.objects.active = copies[0]
    return copies
