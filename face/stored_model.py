"""The model inside the .blend: the NPZ as a text, which linking and appending carry along.

A text costs the dependency graph nothing; properties on the mesh are copied at each evaluation.
"""

import base64
import zlib
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import bpy
from bpy.app.handlers import persistent

from ..blender.memory import Memory
from ..data.errors import ModelError

if TYPE_CHECKING:
    from ..data.model import Basis, FaceModel


_HEADER = "Blendshape Face model: made by the extension, not for editing."
"""First line of the text; users' files have it."""
_LINE = 120
"""Characters of a line of what follows: the compressed NPZ in base 64."""
_PLACED = "placed by anchors"
"""A property of texts of this version. Models that former versions packed are placed by their face
at rest, as they were: faces and shape keys of these files stay where they are.
"""
_SMALLEST = 9
"""Level of zlib that packs closest: a model is packed once and saved many times."""

_models: "Memory[FaceModel]" = Memory("texts")
"""Of a text: the model in it, once it was checked."""
_bases: "Memory[Basis]" = Memory("texts")
"""Of a text: its model in Blender's axes and units."""
_looking: "Memory[Basis]" = Memory("texts")
"""The same with the eyes of `data/gaze_shapes.py`."""


def pack(model: "FaceModel") -> bpy.types.Text:
    """The text that holds this model: one that is there already, or a new one."""
    body = _to_text(model.to_bytes())
    for text in bpy.data.texts:
        # Reading a text takes long, so those with another name are passed over.
        may_hold_it = text.is_editable and text.name.startswith(model.name)
        if may_hold_it and _PLACED in text and text.as_string() == body:
            return text
    text = bpy.data.texts.new(f"{model.name}.npz")
    text.from_string(body)
    text[_PLACED] = True
    return text


def is_any() -> bool:
    """Whether the open file has a model. Asked on each frame: it looks at first lines alone."""
    return any(text.lines[0].body == _HEADER for text in bpy.data.texts)


def discard(text: bpy.types.Text) -> None:
    """Remove a model's text when no face is left that uses it."""
    for mesh in bpy.data.meshes:
        if mesh.blendshape_face.model == text:
            return
    bpy.data.texts.remove(text)


def unpack(text: bpy.types.Text | None) -> "FaceModel":
    """The model in a text, checked as a file would be. Raises ModelError."""
    if text is None:
        raise ModelError("The face has lost its model; load it again")
    model = _models.of(text)
    if model is None:
        from ..data.model import FaceModel

        model = FaceModel.from_bytes(_from_text(text), text.name)
        if _PLACED not in text:
            model = replace(model, reference_anchors=None, mean_aligned_mesh=None)
        _models.keep(text, model)
    return model


def basis_of(text: bpy.types.Text | None) -> "Basis":
    """The basis of the model in a text. Raises ModelError."""
    basis = None if text is None else _bases.of(text)
    if basis is None:
        basis = unpack(text).blender_basis()
        _bases.keep(text, basis)
    return basis


def basis_with_looks(text: bpy.types.Text | None) -> "Basis":
    """The basis of the model in a text, with eyes that look. Raises ModelError."""
    basis = None if text is None else _looking.of(text)
    if basis is None:
        from ..data.gaze_shapes import with_looks

        basis = with_looks(basis_of(text), unpack(text))
        _looking.keep(text, basis)
    return basis


# Faces that are added one after another have the same model: compressing takes nine tenths of it.
@lru_cache(maxsize=2)
def _to_text(content: bytes) -> str:
    """The header, then a file's bytes in lines of letters."""
    compressed = zlib.compress(content, _SMALLEST)
    letters = base64.b64encode(compressed).decode()
    lines = [_HEADER]
    for start in range(0, len(letters), _LINE):
        lines.append(letters[start : start + _LINE])
    return "\n".join(lines)


def _from_text(text: bpy.types.Text) -> bytes:
    """What `_to_text` was given. Raises ModelError."""
    from ..data.model_file import MAX_FILE_BYTES

    header, _, letters = text.as_string().partition("\n")
    if header != _HEADER:
        raise ModelError(f"The text {text.name} holds no face model; load the model again")
    try:
        compressed = base64.b64decode(letters)
        # No more than that: a hostile text of a few kilobytes could unpack to gigabytes.
        return zlib.decompressobj().decompress(compressed, MAX_FILE_BYTES)
    # Also for letters that base 64 does not have.
    except (ValueError, zlib.error) as error:
        raise ModelError(f"The text {text.name} was edited; load the model again") from error


@persistent
def forget(*_args: object) -> None:
    """Models are read and checked again after a file was loaded."""
    _models.forget_all()
    _bases.forget_all()
    _looking.forget_all()


HANDLERS = ((bpy.app.handlers.load_post, forget),)
"""Blender's list for an event, and what it calls then."""
