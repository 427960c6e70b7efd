"""Copies of faces that exporters understand: there for one export, then gone without a trace."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

import bpy
import numpy as np

from ..blender.actions import Curve, write_action
from ..data.errors import FaceError
from .parts import MARKER, undressed
from .properties import columns_of
from .shape_keys import to_shape_keys

_KEYS_GROUP = "Shape Keys"


@contextmanager
def keyed_copies(
    context: bpy.types.Context, objects: Sequence[bpy.types.Object], frames: range
) -> Iterator[list[bpy.types.Object]]:
    """Copies with meshes of their own, whose shape keys are keyed with what keys, drivers and NLA
    strips of the originals evaluate to on each frame. They keep no modifier but armatures.

    The copies bear the originals' names and are selected. Raises FaceError.
    """
    weights = sample_weights(context, objects, frames)
    with ExitStack() as cleanup:
        copies = make_copies(context, objects, cleanup, own_mesh=True)
        for obj, copy, values in zip(objects, copies, weights, strict=True):
            copy.data.animation_data_clear()
            names = weight_names(obj)
            if not obj.data.shape_keys:
                to_shape_keys(copy)
            keep_modifiers(copy, "ARMATURE")
            _key_weights(copy, names, values, frames, cleanup)
        yield copies


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
            _show_as_in_viewport(copy)
            if MARKER not in copy.modifiers:  # without it Alembic writes a still mesh
                copy.modifiers.new(MARKER, "SIMPLE_DEFORM").angle = 0
        # The originals need not be evaluated a second time.
        with undressed(objects):
            yield copies


def _show_as_in_viewport(copy: bpy.types.Object) -> None:
    """PLY from Blender 5 on, and some other formats, take what renders would show."""
    for modifier in copy.modifiers:
        modifier.show_render = modifier.show_viewport
        if modifier.type == "SUBSURF":
            modifier.render_levels = modifier.levels


def keep_modifiers(copy: bpy.types.Object, *types: str) -> None:
    """Remove a copy's modifiers but for those of these types."""
    for modifier in list(copy.modifiers):
        if modifier.type not in types:
            copy.modifiers.remove(modifier)


def weight_names(obj: bpy.types.Object) -> tuple[str, ...]:
    """A face's channels, or the shape keys of a mesh that has them, without the Basis."""
    keys = obj.data.shape_keys
    return tuple(key.name for key in keys.key_blocks[1:]) if keys else columns_of(obj.data)


def sample_weights(
    context: bpy.types.Context, objects: Sequence[bpy.types.Object], frames: range
) -> list[np.ndarray]:
    """For each object the evaluated values (frames, weights) of what weight_names lists.

    Leaves the scene at the last frame. Raises FaceError for hidden objects.
    """
    depsgraph = context.evaluated_depsgraph_get()
    samples = [np.empty((len(frames), len(weight_names(obj))), np.float32) for obj in objects]
    with undressed(context.scene.objects):
        for index, frame in enumerate(frames):
            context.scene.frame_set(frame)
            for obj, sample in zip(objects, samples, strict=True):
                sample[index] = _weights(obj, depsgraph)
    return samples


def _weights(obj: bpy.types.Object, depsgraph: bpy.types.Depsgraph) -> np.ndarray:
    check_evaluated(obj, depsgraph)
    keys = obj.data.shape_keys
    if keys is None:
        return _values(obj.data.evaluated_get(depsgraph).blendshape_face.channels)
    blocks = keys.evaluated_get(depsgraph).key_blocks
    muted = np.empty(len(blocks), bool)
    blocks.foreach_get("mute", muted)
    return np.where(muted, 0, _values(blocks))[1:]


def _values(items: bpy.types.bpy_prop_collection) -> np.ndarray:
    values = np.empty(len(items), np.float32)
    items.foreach_get("value", values)
    return values


def check_evaluated(obj: bpy.types.Object, depsgraph: bpy.types.Depsgraph) -> None:
    """Raise FaceError for an object whose animation Blender leaves out, as it shows it nowhere."""
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


def _key_weights(
    copy: bpy.types.Object,
    names: Sequence[str],
    values: np.ndarray,
    frames: range,
    cleanup: ExitStack,
) -> None:
    keys = copy.data.shape_keys
    keys.animation_data_clear()
    # FBX takes a mesh's own vertices for the Basis.
    positions = np.empty(3 * len(copy.data.vertices), np.float32)
    keys.reference_key.points.foreach_get("co", positions)
    copy.data.vertices.foreach_set("co", positions)
    curves = [
        Curve(f'key_blocks["{bpy.utils.escape_identifier(name)}"].value', column)
        for name, column in zip(names, values.T, strict=True)
    ]
    write_action(keys, copy.name, {_KEYS_GROUP: curves}, frames.start)
    cleanup.callback(bpy.data.actions.remove, keys.animation_data.action)
