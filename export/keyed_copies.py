"""Copies of faces and characters with shape keys of their own, keyed for one export."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import bpy
import numpy as np

from ..animation.sampling import sample_weights, weight_names
from ..blender.actions import Curve, write_action
from ..face.copies import keep_modifiers, make_copies
from ..face.shape_keys import to_shape_keys

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
