"""What a mesh keeps of its take: where it came from, how it was read, and how it is to be keyed."""

import bpy

from ..blender.actions import digest
from ..data.channels import HARD_RANGE
from ..data.motion.settings import Settings
from ..data.takes import ReadOptions, Take
from ..face.take_paths import kept_path
from .targets import keyed_block


def remember(
    obj: bpy.types.Object,
    take: Take,
    reading: ReadOptions,
    start: int,
) -> None:
    """Keep on the face where its take came from and how it was read."""
    kept = obj.data.blendshape_face.take
    kept.filepath = kept_path(take.source)
    kept.frame_start = start
    kept.scale = take.scale
    kept.fps = reading.fps
    kept.face = take.face or reading.face
    kept.clock = reading.clock.source
    kept.clock_unit = reading.clock.unit
    kept.timecode_base = reading.clock.base
    kept.full_value = reading.full_value
    kept.meshes = reading.mesh.wanted
    kept.mesh_neutral = reading.mesh.neutral
    kept.mesh_smoothness = reading.mesh.smoothness
    kept.through = kept_path(reading.through) if reading.through else ""
    kept.convention = reading.head.convention
    kept.unit = reading.head.unit
    kept.flip = set(reading.head.flip)


def was_edited(mesh: bpy.types.Mesh) -> bool:
    """Whether the keys on the channels or shape keys are no longer those of the last bake."""
    kept = mesh.blendshape_face.take.digest
    if not kept:
        return False
    owner, prefix = keyed_block(mesh)
    return kept != digest(owner, prefix, {})


def settings_of(mesh: bpy.types.Mesh) -> Settings:
    """How a face's or character's takes become curves: its settings and those of its channels."""
    face = mesh.blendshape_face
    gains = {}
    limits = {}
    for channel in face.channels:
        # What is as it comes is left to the channel's region.
        if channel.gain != 1:
            gains[channel.name] = channel.gain
        bounds = tuple(channel.limits)
        if bounds != HARD_RANGE:
            limits[channel.name] = bounds
    return face.take.settings(gains, limits)
