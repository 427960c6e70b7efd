"""Blender's keying sets: with one of these chosen, I over the viewport keys the face."""

import bpy
from bpy.types import Context, KeyingSet, KeyingSetInfo

from ..data.channels import REGIONS, region_of
from ..face.objects import active_face
from ..face.paths import channel_path, shape_key_path
from ..face.properties import columns_of, is_converted

_HEAD = "pose"


class _FaceKeyingSet:
    """Mixed in before KeyingSetInfo. Blender takes its functions as those of the class."""

    bl_options = set()
    region = ""
    """The only region to key; all where it is empty."""

    def poll(self, context: Context) -> bool:
        """Whether there is anything to key."""
        return active_face(context) is not None

    def iterator(self, context: Context, keying_set: KeyingSet) -> None:
        """The active face alone, which the sidebar shows."""
        self.generate(context, keying_set, active_face(context))

    def generate(self, _context: Context, keying_set: KeyingSet, obj: bpy.types.Object) -> None:
        """The paths of the channels, in the groups that takes have, too."""
        from ..animation.targets import SHAPE_KEYS

        mesh = obj.data
        converted = is_converted(mesh)
        for index, name in enumerate(columns_of(mesh)):
            region = region_of(name)
            if self.region and region != self.region:
                continue
            keying_set.paths.add(
                mesh.shape_keys if converted else mesh,
                shape_key_path(name) if converted else channel_path(index),
                group_method="NAMED",
                group_name=SHAPE_KEYS if converted else REGIONS[region],
            )


class AllChannels(_FaceKeyingSet, KeyingSetInfo):
    """All channels, head pose too."""

    bl_idname = "BLENDSHAPE_FACE_KSI_all"
    bl_label = "Blendshape Face: All Channels"
    bl_description = "All channels of the active face, head pose included"


class HeadPose(_FaceKeyingSet, KeyingSetInfo):
    """The angles of the head alone."""

    bl_idname = "BLENDSHAPE_FACE_KSI_head"
    bl_label = "Blendshape Face: Head"
    bl_description = "Pitch, Yaw and Roll of the active face"
    region = _HEAD


CLASSES = (AllChannels, HeadPose)
