"""The model inside the .blend: the NPZ as a text, which linking and appending carry along.

A text costs the dependency graph nothing; properties on the mesh are copied at each evaluation.
"""

import base64
import binascii
import zlib

import bpy
from bpy.app.handlers import persistent

from ..data.errors import ModelError
from ..data.model import Basis, FaceModel
from ..data.model_file import MAX_FILE_BYTES

_HEADER = "Blendshape Face model: made by the extension, not for editing."
_LINE = 120

_models: dict[int, FaceModel] = {}
_bases: dict[int, Basis] = {}


def pack(model: FaceModel) -> bpy.types.Text:
    """The text that holds this model: one that is there already, or a new one."""
    content = base64.b64encode(zlib.compress(model.to_bytes(), 9)).decode()
    lines = (content[i : i + _LINE] for i in range(0, len(content), _LINE))
    body = "\n".join((_HEADER, *lines))
    for text in bpy.data.texts:
        if text.is_editable and text.name.startswith(model.name) and text.as_string() == body:
            return text
    text = bpy.data.texts.new(f"{model.name}.npz")
    text.from_string(body)
    return text


def discard(text: bpy.types.Text) -> None:
    """Remove a model's text when no face is left that uses it."""
    if not any(mesh.blendshape_face.model == text for mesh in bpy.data.meshes):
        bpy.data.texts.remove(text)


def unpack(text: bpy.types.Text | None) -> FaceModel:
    """The model in a text, checked as a file would be. Raises ModelError."""
    if text is None:
        raise ModelError("The face has lost its model; load it again")
    key = text.session_uid
    if key not in _models:
        header, _, content = text.as_string().partition("\n")
        if header != _HEADER:
            raise ModelError(f"The text {text.name} holds no face model; load the model again")
        try:
            inflate = zlib.decompressobj()
            content = inflate.decompress(base64.b64decode(content), MAX_FILE_BYTES)
        except (binascii.Error, zlib.error) as error:
            raise ModelError(f"The text {text.name} was edited; load the model again") from error
        _models[key] = FaceModel.from_bytes(content, text.name)
    return _models[key]


def basis_of(text: bpy.types.Text | None) -> Basis:
    """The basis of the model in a text. Raises ModelError."""
    basis = _bases.get(text.session_uid) if text else None
    if basis is None:
        basis = unpack(text).blender_basis()
        _bases[text.session_uid] = basis  # type: ignore[union-attr]  # unpack refuses None
    return basis


@persistent
def forget(*_args: object) -> None:
    """Models are read and checked again after a file was loaded."""
    _models.clear()
    _bases.clear()


HANDLERS = ((bpy.app.handlers.load_post, forget),)
"""Blender's list for an event, and what it calls then."""
