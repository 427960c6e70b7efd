"""Keyframes of what a face shows on the present frame."""

from collections.abc import Iterable, Mapping

import bpy

from ..blender.actions import check_writable
from ..blender.editing import check_local
from ..data.channels import REGIONS, region_of
from ..data.errors import FaceError
from ..face.paths import channel_path, shape_key_path
from ..face.properties import columns_of, is_converted
from ..face.values import set_values
from .curve_looks import show_regions
from .locked import locked_channels
from .targets import SHAPE_KEYS


def key_values(mesh: bpy.types.Mesh, names: Iterable[str], frame: float) -> set[str]:
    """Key these channels as they are, in the groups that takes have too; returns those that are
    locked, and so are not keyed.

    Raises FaceError where Blender could not keep the keys, or all are locked.
    """
    converted = is_converted(mesh)
    owner = mesh.shape_keys if converted else mesh
    check_local(owner)
    check_writable(owner, "REPLACE")
    columns = columns_of(mesh)
    wanted = list(names)
    locked = locked_channels(mesh) & set(wanted)
    if wanted and len(locked) == len(wanted):
        raise FaceError("All of these channels are locked: unlock them in the Graph Editor first")
    for name in wanted:
        if name in locked:
            continue
        if converted:
            owner.keyframe_insert(shape_key_path(name), frame=frame, group=SHAPE_KEYS)
            continue
        path = channel_path(columns.index(name))
        owner.keyframe_insert(path, frame=frame, group=REGIONS[region_of(name)])
    show_regions(mesh)
    return locked


def remove_keys(mesh: bpy.types.Mesh, names: Iterable[str], frame: float) -> None:
    """Take the keys of channels of a live face off a frame.

    Raises FaceError where none of them has a key there, or Blender could not keep the change.
    """
    check_local(mesh)
    columns = columns_of(mesh)
    wanted = list(names)
    removed = []
    for name in wanted:
        try:
            removed.append(mesh.keyframe_delete(channel_path(columns.index(name)), frame=frame))
        except (RuntimeError, TypeError):
            # Blender's way to say that there is no such curve.
            removed.append(False)
    if not any(removed):
        raise FaceError(f"{', '.join(wanted)}: has no key on frame {frame}")


def show_values(
    context: bpy.types.Context,
    mesh: bpy.types.Mesh,
    values: Mapping[str, float],
) -> set[str]:
    """Set channels by hand: with Blender's Auto Keying they are keyed, too. Returns those that are
    locked, and so stay as they are. Raises FaceError.
    """
    scene = context.scene
    is_keying = scene.tool_settings.use_keyframe_insert_auto
    if is_keying:
        check_writable(mesh.shape_keys if is_converted(mesh) else mesh, "REPLACE")
    locked = locked_channels(mesh) & set(values)
    free = {name: value for name, value in values.items() if name not in locked}
    set_values(mesh, free)
    names = [name for name in columns_of(mesh) if name in free]
    if is_keying and names:
        key_values(mesh, names, scene.frame_current)
    return locked
