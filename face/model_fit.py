"""Whether a face has the model that its recording was made for."""

import bpy

from ..data.bundled import TITLES
from .properties import is_converted


def model_name(mesh: bpy.types.Mesh) -> str:
    """What a face's model is called, "" without one."""
    text = mesh.blendshape_face.model
    # Blender numbers texts of one name.
    return text.name.partition(".npz")[0] if text else ""


def better_model(mesh: bpy.types.Mesh) -> str:
    """The bundled model for a face's recording, where the face has another bundled one; else ""."""
    face = mesh.blendshape_face
    wanted = face.take.scale
    # Shape keys of a converted face are those of its model.
    if not face.model or not wanted or is_converted(mesh):
        return ""
    present = model_name(mesh)
    return wanted if present in TITLES and present != wanted else ""
