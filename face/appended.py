"""Meshes that dressed faces share stay out of the scene that a face is appended to.

Blender puts every object that an appended one needs into the scene, so that none gets lost.
"""

import bpy
from bpy.app.handlers import persistent

from ..blender.events import AFTER_APPENDING
from .attributes import CONTROL_KIND


@persistent
def leave_scene(appended: "bpy.types.BlendImportContext") -> None:
    """Take what faces alone need off the collections; their modifiers keep it."""
    for item in appended.import_items:
        if isinstance(item.id, bpy.types.Object) and _is_shared(item.id):
            for collection in item.id.users_collection:
                collection.objects.unlink(item.id)


def _is_shared(obj: bpy.types.Object) -> bool:
    from .parts.garment_meshes import MIXED

    return obj.type == "MESH" and (MIXED in obj or CONTROL_KIND.name in obj.data.attributes)


HANDLERS = ((AFTER_APPENDING, leave_scene),) if AFTER_APPENDING is not None else ()
"""Blender's list for an event, and what it calls then."""
