"""Where a face's channels are, as animation refers to them."""

CHANNELS_PATH = "blendshape_face.channels"
"""Data path, on a face's mesh, with which those of all its channels begin."""


def channel_path(index: int) -> str:
    """Data path of a channel on its mesh. By index, it evaluates twice as fast as by name."""
    return f"{CHANNELS_PATH}[{index}].value"


def channel_path_by_name(name: str) -> str:
    """Data path of a channel as a user's drivers may have it, and as it reads best."""
    return f'{CHANNELS_PATH}["{name}"].value'


def shape_key_path(name: str) -> str:
    """Data path of a channel's shape key, on the mesh's shape keys."""
    return f'key_blocks["{name}"].value'
