"""A photo as the face's skin."""

from pathlib import Path

import bpy
from bpy.props import BoolProperty, IntProperty, StringProperty
from bpy_extras.io_utils import ImportHelper

from ..data.errors import FaceError
from ..data.pictures.face_choice import LARGEST_FACE
from ..face.objects import active_face
from ._base import FaceOperator
from ._poll import needs_face


class PhotoSkin(FaceOperator, ImportHelper, bpy.types.Operator):
    """Gives the active face a look made of a photo and its landmarks."""

    bl_idname = "blendshape_face.photo_skin"
    bl_label = "Photo as Skin"
    bl_description = (
        "Lay a photo of a face over the active face by the photo's landmarks, which MediaPipe or "
        "py-feat saved in a file of the same name"
    )
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_face,)

    # By these names the file browser knows what to list.
    filter_image: BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})
    filter_folder: BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})
    # Not remembered: the next photo has a file and faces of its own.
    landmarks: StringProperty(
        name="Landmarks",
        description="The photo's landmarks as JSON or CSV; empty for the file beside the photo",
        subtype="FILE_PATH",
        options={"SKIP_SAVE"},
    )
    face: IntProperty(
        name="Face",
        description="Which face of several, counted from 1; 0 for the largest",
        default=LARGEST_FACE,
        min=LARGEST_FACE,
        options={"SKIP_SAVE"},
    )

    def run(self, context: bpy.types.Context) -> None:
        """Raises FaceError where photo or landmarks are missing or do not fit each other."""
        from ..face.looks.photo import wear_photo

        photo = Path(self.filepath)
        # A dialog that was confirmed without a file has the folder's path.
        if not photo.name or photo.is_dir():
            raise FaceError("Choose a photo")
        landmarks = Path(bpy.path.abspath(self.landmarks)) if self.landmarks else None
        wear_photo(active_face(context), photo, landmarks, self.face)
