"""Another model for a face: one of the bundled ones or a file."""

from pathlib import Path

import bpy
from bpy.props import BoolProperty, StringProperty
from bpy_extras.io_utils import ImportHelper

from ..face.known_models import known_models
from ..face.objects import active_face, new_face
from ._base import FaceOperator
from ._folders import folder
from ._poll import needs_object_mode
from ._view import show_active


class LoadModel(FaceOperator, ImportHelper, bpy.types.Operator):
    """Gives the active face a model, or makes a new face where none is active."""

    bl_idname = "blendshape_face.load_model"
    bl_label = "Load Model"
    bl_description = (
        "Drive the active face, or a new one, by a trained model such as bs_to_mesh_pls_v5.npz; "
        "its sliders become that model's channels"
    )
    bl_options = {"REGISTER", "UNDO"}
    checks = (needs_object_mode("load a model"),)

    filename_ext = ".npz"
    filter_glob: StringProperty(default="*.npz", options={"HIDDEN"})

    keep: BoolProperty(
        name="Keep in Menu",
        description="Keep a copy of the file for the menu of models, in all of your files",
        options={"SKIP_SAVE"},
    )

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        """Open a file browser where models are."""
        self.filepath = self.filepath or folder("models")
        return super().invoke(context, event)

    def run(self, context: bpy.types.Context) -> str:
        """Raises ModelError where the file holds no model."""
        from ..data.model import FaceModel
        from ..face.repair import switch_model

        path = Path(self.filepath)
        if self.keep:
            known_models().check_new(path)
        face = active_face(context)
        if face:
            switch = switch_model(face, path)
            model = switch.model
            remarks = switch.remarks()
        else:
            # Before there is a face: a file that is no model leaves none behind.
            model = FaceModel.load(path)
            remarks = []
            new_face(context, model)
            show_active(context)
        if self.keep:
            known_models().add(path)
        summary = f"{model.name}: {len(model.feature_columns)} channels and head pose"
        return "; ".join([summary, *remarks])
