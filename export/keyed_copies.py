"""Copies of faces and characters with shape keys of their own, keyed for one export."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import bpy
import numpy as np

from ..animation.key_curves import key_path
from ..animation.sampling import sample_weights, weight_names
from ..blender.actions import Curve, write_action
from ..blender.points import read_points, write_points
from ..face.copies import keep_modifiers, make_copies
from ..face.shape_keys import to_shape_keys

_KEYS_GROUP = "Shape Keys"
"""Title of the group of F-curves."""


@contextmanager
def keyed_copies(
    context: bpy.types.Context,
    objects: Sequence[bpy.types.Object],
    frames: range,
) -> Iterator[list[bpy.types.Object]]:
    """Copies with meshes of their own, whose shape keys are keyed with what keys, drivers and NLA
    strips of the originals evaluate to on each frame. They keep no modifier but armatures.

    The copies bear the originals' names and are selected. Raises FaceError.
    """
    weights = sample_weights(context, objects, frames)
    with ExitStack() as cleanup:
        # Shape keys belong to the mesh, which linked duplicates share.
        copies = make_copies(context, objects, cleanup, own_mesh=True)
        for obj, copy, values in zip(objects, copies, weights, strict=True):
            copy.data.animation_data_clear()  # the channels' curves are sampled already
            names = weight_names(obj)
            if not obj.data.shape_keys:
                # Other programs know nothing of channels.
                to_shape_keys(copy)
            keep_modifiers(copy, "ARMATURE")
            _key_weights(
                copy,
                names,
                values,
                frames,
                cleanup,
            )
        yield copies


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
    curves = []
    for name, column in zip(names, values.T, strict=True):
        curves.append(Curve(key_path(name), column))
    write_action(keys, copy.name, {_KEYS_GROUP: curves}, frames.start)
    cleanup.callback(bpy.data.actions.remove, keys.animation_data.action)


def _show_basis(mesh: bpy.types.Mesh) -> None:
    """Move a mesh's own vertices to the Basis, which FBX takes them for."""
    positions = read_points(mesh.shape_keys.reference_key.points)
    write_points(mesh.vertices, positions)
