"""The person of a face, kept on its mesh, and the basis that moves the face: its model's with its
person at rest.
"""

from typing import TYPE_CHECKING, NamedTuple

import bpy
import numpy as np
from bpy.app.handlers import persistent

from ..blender.memory import Memory
from .stored_model import basis_of, basis_with_looks

if TYPE_CHECKING:
    from ..data.model import Basis
    from ..data.person.person import Person


class _Fitted(NamedTuple):
    """A model's basis, and the same with a person."""

    of_model: "Basis"
    of_person: "Basis"


_fitted: Memory[_Fitted] = Memory("meshes")
"""Of a mesh: the basis that moves it. Whatever changes weights forgets it."""


def person_of(mesh: bpy.types.Mesh) -> "Person":
    """The person of a face."""
    from ..data.person.person import Person

    stored = mesh.blendshape_face.person
    return Person(stored.name, np.array(stored.weights, float))


def is_somebody(mesh: bpy.types.Mesh) -> bool:
    """Whether a face's person differs from the mean face at all."""
    return any(mesh.blendshape_face.person.weights)


def face_basis(mesh: bpy.types.Mesh) -> "Basis":
    """The basis of a face: rest and shapes of its model, with its person. Raises ModelError."""
    # This runs at each move of a slider: weights are read only where they may have changed.
    model = model_basis(mesh)
    fitted = _fitted.of(mesh)
    if fitted is None or fitted.of_model is not model:
        fitted = _Fitted(model, _with_person(model, mesh))
        _fitted.keep(mesh, fitted)
    return fitted.of_person


def _with_person(model: "Basis", mesh: bpy.types.Mesh) -> "Basis":
    if not is_somebody(mesh):
        return model
    from ..data.person.basis import person_basis

    return person_basis(model, person_of(mesh))


def model_basis(mesh: bpy.types.Mesh) -> "Basis":
    """The basis of a face's model, a row for each of its channels. Raises ModelError."""
    face = mesh.blendshape_face
    basis = basis_of(face.model)
    # Faces of former versions have no channels for eyes that the model lacks.
    if len(face.channels) != len(basis.shapes):
        basis = basis_with_looks(face.model)
    if basis.ceiling is None or face.clip:
        return basis
    return basis.without_ends


def forget_person(mesh: bpy.types.Mesh) -> None:
    """Have `face_basis` ask for the mesh's person again."""
    _fitted.forget(mesh)


@persistent
def forget(*_args: object) -> None:
    """Undo, redo and loading a file change weights without a word."""
    _fitted.forget_all()


HANDLERS = (
    (bpy.app.handlers.undo_post, forget),
    (bpy.app.handlers.redo_post, forget),
    (bpy.app.handlers.load_post, forget),
)
"""Blender's list for an event, and what it calls then."""
