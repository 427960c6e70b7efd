from pathlib import Path

import bpy
from bpy.props import BoolProperty, IntProperty, StringProperty
from bpy_extras.io_utils import ImportHelper

from ..data.errors import FaceError
from ..data.pictures.landmarks import LARGEST_FACE
from ..face.looks.photo import wear_photo
from ..face.objects import active_face
from ._poll import on_active_face


class PhotoSkin(ImportHelper, bpy.types.Operator):
    bl_idname = "blendshape_face.photo_skin"
    bl_label = "Photo as Skin"
    bl_description = (
        "Lay a photo of a face over the active face by the photo's landmarks, which MediaPipe or "
        "py-feat saved in a file of the same name"
    )
    bl_options = {"REGISTER", "UNDO"}

    filter_image: BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})
    filter_folder: BoolProperty(default=True, options={"HIDDEN", "SKIP_SAVE"})
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

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return on_active_face(cls, context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        if not Path(self.filepath).name or Path(self.filepath).is_dir():
            self.report({"ERROR"}, "Choose a photo")
            return {"CANCELLED"}
        landmarks = Path(bpy.path.abspath(self.landmarks)) if self.landmarks else None
        try:
            wear_photo(active_face(context), Path(self.filepath), landmarks, self.face)
        except FaceError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}
