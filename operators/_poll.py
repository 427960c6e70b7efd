"""Checks that several operators share; each says why its button is disabled."""

import bpy

from ..characters.objects import active_target, is_character
from ..face.objects import active_face


def in_object_mode(cls: type[bpy.types.Operator], context: bpy.types.Context, purpose: str) -> bool:
    if context.mode == "OBJECT":
        return True
    cls.poll_message_set(f"Switch to Object Mode to {purpose}")
    return False


def on_active_face(cls: type[bpy.types.Operator], context: bpy.types.Context) -> bool:
    if active_face(context):
        return True
    cls.poll_message_set("Select a face first")
    return False


def on_active_target(cls: type[bpy.types.Operator], context: bpy.types.Context) -> bool:
    if active_target(context):
        return True
    cls.poll_message_set("Select a face or a mesh with shape keys first")
    return False


def on_active_character(cls: type[bpy.types.Operator], context: bpy.types.Context) -> bool:
    if is_character(context.object):
        return True
    cls.poll_message_set("Select a mesh with shape keys first")
    return False
