"""Another model for a face that has one: animation and values go on by the names of channels."""

from typing import NamedTuple

import bpy

from ..blender.action_rename import animated_paths, check_renamable, rename_paths
from ..blender.actions import digest
from ..data.gaze_shapes import played_columns
from ..data.model import FaceModel
from .paths import CHANNELS_PATH, channel_path, channel_path_by_name
from .properties import columns_of


class Switch(NamedTuple):
    """What came of it: the model, and the channels in use that it has not.

    unset: their values are gone. silent: their animation waits for a model that has them.
    """

    model: FaceModel
    unset: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()

    def remarks(self) -> list[str]:
        """What has no counterpart, in words; nothing where all of it has."""
        remarks = []
        if self.unset:
            remarks.append(f"no counterpart, set to nothing: {', '.join(self.unset)}")
        if self.silent:
            names = ", ".join(self.silent)
            remarks.append(f"no counterpart, animation kept for a model that has them: {names}")
        return remarks


def plan_switch(mesh: bpy.types.Mesh, model: FaceModel) -> Switch:
    """What a model will come to on a face. Raises FaceError where animation cannot follow."""
    columns = played_columns(model)
    check_renamable(mesh)
    animated = animated_paths(mesh)
    unset = []
    silent = []
    for index, channel in enumerate(mesh.blendshape_face.channels):
        if channel.name in columns:
            continue
        own_paths = {channel_path(index), channel_path_by_name(channel.name)}
        if not animated.isdisjoint(own_paths):
            silent.append(channel.name)
        elif channel.value:
            unset.append(channel.name)
    return Switch(model, tuple(unset), tuple(silent))


def follow_names(mesh: bpy.types.Mesh, columns: tuple[str, ...]) -> None:
    """Have animation of the present channels find them among new columns, by their names."""
    paths = {}
    for index, name in enumerate(columns_of(mesh)):
        # By its name it finds nothing, until a model has the channel again.
        path = channel_path_by_name(name)
        if name in columns:
            path = channel_path(columns.index(name))
        paths[channel_path(index)] = path
    for index, name in enumerate(columns):
        # What a former switch left without a channel.
        paths[channel_path_by_name(name)] = channel_path(index)
    take = mesh.blendshape_face.take
    is_as_baked = take.digest == digest(mesh, CHANNELS_PATH, {})
    rename_paths(mesh, paths)
    if take.digest and is_as_baked:
        take.digest = digest(mesh, CHANNELS_PATH, {})
