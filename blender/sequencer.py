"""Strips of the video sequencer.

Blender versions: what holds strips, and where they begin, has other names in 5 than before.
"""

from collections.abc import Iterable

import bpy


def strips_of(scene: bpy.types.Scene) -> bpy.types.bpy_prop_collection:
    """All strips of a scene that has a sequence editor, but for those inside of meta strips."""
    editor = scene.sequence_editor
    return editor.strips if hasattr(editor, "strips") else editor.sequences


def strips_inside(meta: "bpy.types.Strip") -> bpy.types.bpy_prop_collection:
    """The strips of a meta strip."""
    return meta.strips if hasattr(meta, "strips") else meta.sequences


def first_frame(strip: "bpy.types.Strip") -> float:
    """Where a strip's content begins, also where its beginning is cut off."""
    if hasattr(strip, "content_start"):
        return strip.content_start
    return strip.frame_start


def end_frame(strip: "bpy.types.Strip") -> int:
    """The frame after the last one on which a strip is heard or seen."""
    if hasattr(strip, "right_handle"):
        return strip.right_handle
    return strip.frame_final_end


def has_sounds(strips: Iterable["bpy.types.Strip"]) -> bool:
    """Whether any strip is a sound, those within meta strips among them."""
    for strip in strips:
        if strip.type == "SOUND":
            return True
        if strip.type == "META" and has_sounds(strips_inside(strip)):
            return True
    return False


def mute_pictures(strips: Iterable["bpy.types.Strip"]) -> None:
    """Leave only what sounds."""
    for strip in strips:
        if strip.type == "META":
            mute_pictures(strips_inside(strip))
        elif strip.type != "SOUND":
            strip.mute = True
