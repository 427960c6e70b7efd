"""Keyframes of what a face shows on the present frame."""

from collections.abc import Iterable, Mapping

import bpy

from ..blender.actions import check_writable
from ..data.channels import REGIONS, region_of
from ..face.paths import channel_path, shape_key_path
from ..face.properties import columns_of, is_converted
from ..face.values import set_values
from .targets import SHAPE_KEYS


def key_values(mesh: bpy.types.Mesh, names: Iterable[str], frame: float) -> None:
    """Key these channels as they are, in the groups that takes have too.

    Raises FaceError where Blender could not keep the keys.
    """
    converted = is_converted(mesh)
    owner = mesh.shape_keys if converted else mesh
    check_writable(owner, "REPLACE")
    columns = columns_of(mesh)
    for name in names:
        if converted:
            owner.keyframe_insert(shape_key_path(name), frame=frame, group=SHAPE_KEYS)
            continue
        path = channel_path(columns.index(name))
        owner.keyframe_insert(path, frame=frame, group=REGIONS[region_of(name)])


def show_values(
    context: bpy.types.Context,
    mesh: bpy.types.Mesh,
    values: Mapping[str, float],
) -> None:
    """Set channels by hand: with Blender's Auto Keying they are keyed, too. Raises FaceError."""
    scene = context.scene
    is_keying = scene.tool_settings.use_keyframe_insert_auto
    if is_keying:
        check_writable(mesh.shape_keys if is_converted(mesh) else mesh, "REPLACE")
    set_values(mesh, values)
    if is_keying:
        names = [name for name in columns_of(mesh) if name in values]
        key_values(mesh, names, scene.frame_current)
