"""What follows once a face was appended: what faces share stays out of the scene, and it shows the
frame that the scene is at.

Blender puts every object that an appended one needs into the scene, so that none gets lost; and
until the frame changes it shows an animation as it was saved.
"""

import bpy
from bpy.app.handlers import persistent

from ..blender.action_slots import find_bag, slot_of
from ..blender.events import AFTER_APPENDING
from .attributes import CONTROL_KIND
from .paths import channel_of
from .properties import is_converted, is_face
from .values import set_values


@persistent
def settle(appended: "bpy.types.BlendImportContext") -> None:
    """Take what faces alone need off the collections, as their modifiers keep it; pose faces."""
    for item in appended.import_items:
        if not isinstance(item.id, bpy.types.Object):
            continue
        if _is_shared(item.id):
            for collection in item.id.users_collection:
                collection.objects.unlink(item.id)
        elif is_face(item.id):
            _show_frame(item.id.data, bpy.context.scene.frame_current_final)


def _is_shared(obj: bpy.types.Object) -> bool:
    from .parts.garment_meshes import MIXED

    return obj.type == "MESH" and (MIXED in obj or CONTROL_KIND.name in obj.data.attributes)


def _show_frame(mesh: bpy.types.Mesh, frame: float) -> None:
    """What a face's action has there. A linked one belongs to its file, and strips are mixed."""
    owner = mesh.shape_keys if is_converted(mesh) else mesh
    animation = owner.animation_data
    if not mesh.is_editable or animation is None or animation.nla_tracks:
        return
    bag = find_bag(animation.action, slot_of(animation))
    values = {}
    for curve in bag.fcurves if bag else ():
        channel = channel_of(mesh, curve.data_path)
        if channel and not curve.mute:
            values[channel] = curve.evaluate(frame)
    if values:
        set_values(mesh, values)


HANDLERS = ((AFTER_APPENDING, settle),) if AFTER_APPENDING is not None else ()
"""Blender's list for an event, and what it calls then."""
