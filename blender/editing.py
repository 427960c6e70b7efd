"""What may be changed or removed: data from other files, overrides of it, and what is in use."""

import bpy

from ..data.errors import FaceError

MAKE_LOCAL = "use Object > Relations > Make Local > Selected Objects and Data first"
"""The remedy for everything that is linked or overridden, by the name that it has in Blender."""


def why_linked(*items: bpy.types.ID, remedy: str = MAKE_LOCAL) -> str:
    """Why data-blocks cannot be changed at all, with the remedy; empty when they can.

    Blender takes changes of linked data without a word, and forgets them with the session.
    """
    for item in items:
        if not item.is_editable:
            return f"{item.name} is linked: {remedy}"
    return ""


def why_locked(*items: bpy.types.ID, remedy: str = MAKE_LOCAL) -> str:
    """Why data-blocks cannot be given other parts, with the remedy; empty when they can.

    An override may be animated, but can be given neither shape keys nor materials.
    """
    for item in items:
        if reason := why_linked(item, remedy=remedy):
            return reason
        if item.override_library:
            return f"{item.name} is a library override: {remedy}"
    return ""


def check_local(*items: bpy.types.ID) -> None:
    """Raise FaceError where one of the data-blocks cannot be changed at all."""
    if reason := why_linked(*items):
        raise FaceError(reason)


def check_unlocked(*items: bpy.types.ID) -> None:
    """Raise FaceError where one of the data-blocks cannot be given other parts."""
    if reason := why_locked(*items):
        raise FaceError(reason)


def is_used(block: bpy.types.ID) -> bool:
    """Whether any other data-block refers to this one.

    Blender versions: in 5.2 `users` goes on counting a modifier that no longer does.
    """
    return bool(bpy.data.user_map(subset=[block])[block])
