"""Copies of faces and characters with shape keys of their own, keyed for one export."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import bpy
import numpy as np

from ..animation.bones import check_bones
from ..animation.one_mesh import key_weights
from ..animation.sampling import sample_weights, weight_names
from ..blender.points import read_points, write_points
from ..blender.shape_keys import make_plain
from ..face.copies import keep_materials, keep_modifiers, make_copies
from ..face.dressed import (
    Fit,
    can_be_dressed,
    dressed_mesh,
    fit,
    give_shape_keys,
)
from ..face.dressed.picture import has_atlas, paint_plainly
from ..face.shape_keys import to_shape_keys
from .bones import add_bones, put_in_place
from .whole import Whole


@contextmanager
def keyed_copies(
    context: bpy.types.Context,
    objects: Sequence[bpy.types.Object],
    frames: range,
    whole: Whole | None,
) -> Iterator[str]:
    """Copies with meshes of their own, whose shape keys are keyed with what keys, drivers and NLA
    strips of the originals evaluate to on each frame. They keep no modifier but armatures.

    whole: faces that wear more than their landmarks are made one mesh with it; None for the
    landmarks alone. The copies bear the originals' names and are selected. Yields what to know of
    how near they are, empty where they are exact. Raises FaceError.
    """
    if whole and whole.bones:
        for obj in objects:
            check_bones(obj)
    weights = sample_weights(context, objects, frames)
    notes = []
    with ExitStack() as cleanup:
        # Shape keys belong to the mesh, which linked duplicates share.
        copies = make_copies(context, objects, cleanup, own_mesh=True)
        folder = Path(cleanup.enter_context(TemporaryDirectory()))
        for obj, copy, values in zip(objects, copies, weights, strict=True):
            copy.data.animation_data_clear()  # the channels' curves are sampled already
            names = weight_names(obj)
            found = None
            if whole and can_be_dressed(copy):
                found = _dress(copy, values, whole, cleanup)
                names = found.names
                values = found.weights
                notes.append(found.note)
            elif not obj.data.shape_keys:
                # Other programs know nothing of channels.
                to_shape_keys(copy)
            else:
                make_plain(copy)
                # Of a copy that is pinned to one shape, files would hold that one alone.
                copy.show_only_shape_key = False
            keep_modifiers(copy, "ARMATURE")
            keep_materials(copy)
            if whole and has_atlas(copy.data):
                paint_plainly(copy, whole.picture, folder, cleanup)
            _key_weights(
                copy,
                names,
                values,
                frames,
                cleanup,
            )
            if found and found.skeleton.names:
                armature = add_bones(context, copy, found, frames.start, cleanup)
                put_in_place(armature, copy, obj)
        yield "; ".join(notes)


def _dress(
    copy: bpy.types.Object,
    values: np.ndarray,
    whole: Whole,
    cleanup: ExitStack,
) -> Fit:
    """Make a copy of a face one mesh with all that it wears. values: (frames, channels)."""
    # One picture colors all, and has no gaps.
    found = fit(copy, values, whole.level, has_gaps=False, has_bones=whole.bones)
    bare = copy.data
    name = bare.name
    bare.name = "Exporting"
    mesh = dressed_mesh(name, copy, found)
    cleanup.callback(bpy.data.meshes.remove, mesh)
    # Or the copy would go with its mesh.
    cleanup.callback(setattr, copy, "data", bare)
    copy.data = mesh
    give_shape_keys(copy, found)
    return found


def _key_weights(
    copy: bpy.types.Object,
    names: Sequence[str],
    values: np.ndarray,
    frames: range,
    cleanup: ExitStack,
) -> None:
    """Key shape keys of these names with values (frames, names). `cleanup` removes the action."""
    keys = copy.data.shape_keys
    keys.animation_data_clear()
    _show_basis(copy.data)
    key_weights(copy, names, values, frames.start)
    cleanup.callback(bpy.data.actions.remove, keys.animation_data.action)


def _show_basis(mesh: bpy.types.Mesh) -> None:
    """Move a mesh's own vertices to the Basis, which FBX takes them for."""
    positions = read_points(mesh.shape_keys.reference_key.points)
    write_points(mesh.vertices, positions)
