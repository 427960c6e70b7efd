"""Checks before a button is enabled. Each says why it is not, which Blender shows as a tooltip."""

from collections.abc import Callable
from typing import TypeAlias

import bpy

from ..characters.objects import active_target, is_character
from ..face.objects import active_face
from ..face.values import why_still

Check: TypeAlias = Callable[[bpy.types.Context], str]
"""Returns what the user has to do first, or "" where nothing stands in the way."""


def needs_object_mode(purpose: str) -> Check:
    """A check for what cannot be done in Edit Mode, such as to "add a face"."""

    def why_not(context: bpy.types.Context) -> str:
        if context.mode == "OBJECT":
            return ""
        return f"Switch to Object Mode to {purpose}"

    return why_not


def needs_face(context: bpy.types.Context) -> str:
    """A check for an active face, live or converted."""
    return "" if active_face(context) else "Select a face first"


def needs_movable(context: bpy.types.Context) -> str:
    """A check after `needs_face`: setting its values moves the face."""
    return why_still(active_face(context).data)


def needs_target(context: bpy.types.Context) -> str:
    """A check for an active face or character."""
    return "" if active_target(context) else "Select a face or a mesh with shape keys first"


def needs_recording(context: bpy.types.Context) -> str:
    """A check after `needs_target`: it has a take to be read once more."""
    take = active_target(context).data.blendshape_face.take
    return "" if take.filepath else "It has no recording yet: import one"


def needs_character(context: bpy.types.Context) -> str:
    """A check for an active mesh with shape keys; a converted face is one, too."""
    return "" if is_character(context.object) else "Select a mesh with shape keys first"
