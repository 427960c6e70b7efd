"""The command line as Blender knows it."""

import bpy

from .command_line import main

_registered: list[object] = []
"""Handles that Blender gave."""


def register() -> None:
    """Let `blender --command blendshape_face` run our `main`."""
    handle = bpy.utils.register_cli_command("blendshape_face", main)
    _registered.append(handle)


def unregister() -> None:
    """Undo `register`; nothing where it has not run."""
    while _registered:
        handle = _registered.pop()
        bpy.utils.unregister_cli_command(handle)
