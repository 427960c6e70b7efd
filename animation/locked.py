"""Channels whose curves the user locked: nothing writes them, and reports say so."""

from collections.abc import Iterable

import bpy

from ..blender.curve_locks import locked_curves
from ..face.paths import channel_of
from .targets import keyed_block

_NAMED = 3
"""Locked channels that a report names; of more it tells the number."""


def locked_channels(mesh: bpy.types.Mesh) -> set[str]:
    """The channels or shape keys whose curves the user locked."""
    owner, _prefix = keyed_block(mesh)
    names = (channel_of(mesh, path) for path, _index in locked_curves(owner))
    return {name for name in names if name}


def told_locked(names: Iterable[str]) -> str:
    """The words of a report on channels that stay as they are, "" for none."""
    listed = sorted(names)
    if not listed:
        return ""
    if len(listed) > _NAMED:
        return f"{len(listed)} locked channels stay as they are"
    return f"locked, so left as they are: {', '.join(listed)}"
