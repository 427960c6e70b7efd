import bpy
from bpy.props import StringProperty
from bpy_extras.io_utils import ImportHelper

from ..data.errors import FaceError
from ..data.model import FaceModel
from ..face.objects import active_face, new_face
from ..face.repair import switch_model
from ._poll import in_object_mode
from ._view import show_active


class LoadModel(ImportHelper, bpy.types.Operator):
    bl_idname = "blendshape_face.load_model"
    bl_label = "Load Model"
    bl_description = (
        "Drive the active face, or a new one, by a trained model such as bs_to_mesh_pls_v5.npz; "
        "its sliders become that model's columns"
    )
    bl_options = {"REGISTER", "UNDO"}

    filename_ext = ".npz"
    filter_glob: StringProperty(default="*.npz", options={"HIDDEN"})

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return in_object_mode(cls, context, "load a model")

    def execute(self, context: bpy.types.Context) -> set[str]:
        try:
            if face := active_face(context):
                model = switch_model(face, self.filepath)
            else:
                model = FaceModel.load(self.filepath)
                new_face(context, model)
                show_active(context)
        except FaceError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self.report({"INFO"}, f"{model.name}: {len(model.feature_columns)} channels and head pose")
        return {"FINISHED"}
