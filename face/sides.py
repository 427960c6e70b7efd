"""Left and right linked: moving one side's channel moves its twin."""

import bpy

from ..blender.actions import fcurves
from ..data.channels import REGIONS, region_of
from ..data.motion.mirror import twin_of
from .paths import channel_path


def with_twin(mesh: bpy.types.Mesh, name: str) -> list[str]:
    """The channel, and its twin where sides are linked and the face has it."""
    twin = twin_of(name) if mesh.blendshape_face.link_sides else None
    if twin is None or twin not in mesh.blendshape_face.channels:
        return [name]
    return [name, twin]


def move_twin(channel: bpy.types.PropertyGroup, scene: bpy.types.Scene) -> None:
    """Give a channel's value to its twin, and key that as Blender keys the slider itself: with Auto
    Keying, where there are keys.
    """
    mesh = channel.id_data
    channels = mesh.blendshape_face.channels
    twin = channels.get(twin_of(channel.name) or "")
    if twin is None:
        return
    twin.value = channel.value
    if scene.tool_settings.use_keyframe_insert_auto:
        _key(mesh, channels.find(channel.name), channels.find(twin.name), scene.frame_current)


def _key(mesh: bpy.types.Mesh, moved: int, twin: int, frame: int) -> None:
    """Numbers of two channels: the second is keyed where either has keys."""
    paths = {channel_path(moved), channel_path(twin)}
    if not any(curve.data_path in paths for curve in fcurves(mesh)):
        return
    name = mesh.blendshape_face.channels[twin].name
    mesh.keyframe_insert(channel_path(twin), frame=frame, group=REGIONS[region_of(name)])
