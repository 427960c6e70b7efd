"""Meshes that dressed faces share stay out of the scene that a face is appended to.

Blender puts every object that an appended one needs into the scene, so that none gets lost.
"""

import bpy
from bpy.app.handlers import persistent

from .attributes import CONTROL_KIND
from .parts.garment_meshes import MIXED


@persistent
def leave_scene(appended: bpy.types.BlendImportContext) -> None:
    """Take what faces alone need off the collections; their modifiers keep it."""
    for item in appended.import_items:
        if isinstance(item.id, bpy.types.Object) and _is_shared(item.id):
            for collection in item.id.users_collection:
                collection.objects.unlink(item.id)


def _is_shared(obj: bpy.types.Object) -> bool:
    return obj.type == "MESH" and (MIXED in obj or CONTROL_KIND.name in obj.data.attributes)


# Blender 4.2 has no such event.
HANDLERS = (
    ((bpy.app.handlers.blend_import_post, leave_scene),)
    if hasattr(bpy.app.handlers, "blend_import_post")
    else ()
)
"""Blender's list for an event, and what it calls then."""
