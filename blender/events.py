"""Blender's lists of what it calls at events, where versions differ."""

from collections.abc import Callable

import bpy

AFTER_APPENDING: list[Callable] | None = getattr(bpy.app.handlers, "blend_import_post", None)
"""After data-blocks were appended or linked; 4.2 has no such event."""
