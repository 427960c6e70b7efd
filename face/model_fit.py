"""Whether a face has the model that its recording was made for."""

import bpy

from ..data.bundled import TITLES
from .properties import is_converted


def better_model(mesh: bpy.types.Mesh) -> str:
    """The bundled model for a face's recording, where the face has another bundled one; else ""."""
    face = mesh.blendshape_face
    wanted = face.take.scale
    # Shape keys of a converted face are those of its model.
    if not face.model or not wanted or is_converted(mesh):
        return ""
    present = face.model.name.removesuffix(".npz")
    return wanted if present in TITLES and present != wanted else ""
