"""Where a face's channels are, as animation refers to them."""

import re

import bpy

CHANNELS_PATH = "blendshape_face.channels"
"""Data path, on a face's mesh, with which those of all its channels begin."""
_BY_INDEX = re.compile(re.escape(CHANNELS_PATH) + r"\[(\d+)\]\.value")
_BY_NAME = re.compile(rf'(?:{re.escape(CHANNELS_PATH)}|key_blocks)\["(.*)"\]\.value')


def channel_path(index: int) -> str:
    """Data path of a channel on its mesh. By index, it evaluates twice as fast as by name."""
    return f"{CHANNELS_PATH}[{index}].value"


def channel_path_by_name(name: str) -> str:
    """Data path of a channel as a user's drivers may have it, and as it reads best."""
    return f'{CHANNELS_PATH}["{name}"].value'


def shape_key_path(name: str) -> str:
    """Data path of a channel's shape key, on the mesh's shape keys."""
    return f'key_blocks["{name}"].value'


def channel_of(mesh: bpy.types.Mesh, path: str) -> str | None:
    """The channel or shape key whose value a data path means, None where it means anything else."""
    if found := _BY_NAME.fullmatch(path):
        return bpy.utils.unescape_identifier(found[1])
    found = _BY_INDEX.fullmatch(path)
    if found is None:
        return None
    channels = mesh.blendshape_face.channels
    index = int(found[1])
    return channels[index].name if index < len(channels) else None
