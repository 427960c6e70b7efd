"""Properties that hold paths relative to the .blend.

Blender versions: 5 wants to be told, and warns of such a path where it is not; 4 does not know the
option.
"""

import bpy

RELATIVE_PATH: set[str] = (
    {"PATH_SUPPORTS_BLEND_RELATIVE"} if bpy.app.version >= (5, 0, 0) else set()
)
"""Options of a property."""
