"""Keyframes of the pupil: the sidebar shows millimeters, what is keyed is the garment's input."""

from typing import Any

import bpy

from ..blender.actions import check_writable
from ..blender.editing import check_local
from ..blender.modifiers import input_of, modifier_with
from ..data.errors import FaceError
from ..face.parts import GARMENT, PUPIL_SETTING


def key_pupil(obj: bpy.types.Object, frame: float) -> None:
    """Key a face's pupil as it is. Raises FaceError where Blender could not keep the key."""
    holder, key = _input(obj)
    check_writable(obj, "REPLACE")
    holder.keyframe_insert(key, frame=frame)


def remove_pupil_key(obj: bpy.types.Object, frame: float) -> None:
    """Take the key of a face's pupil off a frame. Raises FaceError where there is none."""
    holder, key = _input(obj)
    try:
        removed = holder.keyframe_delete(key, frame=frame)
    except (RuntimeError, TypeError):
        # Blender's way to say that there is no such curve.
        removed = False
    if not removed:
        raise FaceError(f"{obj.name}: the pupil has no key on frame {frame}")


def _input(obj: bpy.types.Object) -> tuple[Any, str]:
    """What holds it, and its name there. Raises FaceError."""
    check_local(obj)
    garment = modifier_with(obj, GARMENT, PUPIL_SETTING)
    if not garment:
        raise FaceError(f"{obj.name}: has no pupils")
    return input_of(garment, PUPIL_SETTING)
