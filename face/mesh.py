"""The mesh of a face as its channels move it: vertex positions by the model, and what hinders."""

from contextlib import suppress
from typing import NamedTuple

import bpy
import numpy as np

from ..blender.attributes import has, overwrite
from ..blender.editing import why_locked
from ..blender.memory import Memory
from ..data.anatomy.topology import LANDMARKS
from ..data.errors import ModelError
from .applied import give_back, give_back_of_keys
from .attributes import LANDMARK, POSITION, REST
from .person import face_basis
from .stored_model import unpack

_IN_ORDER = np.arange(LANDMARKS, dtype=np.int32).tobytes()
"""What LANDMARK holds as long as no vertex was added, deleted or sorted."""
MEND = "Mend Face makes it local"
"""The remedy for a linked or overridden mesh: it does what Blender has deep in its menus."""
_LATE = 0.1
"""Seconds from one look at a render to the next."""


class _Shown(NamedTuple):
    """What the vertices of a mesh show: values (F+3,) of its channels, and their places (1434,)."""

    values: np.ndarray
    positions: np.ndarray


_shown: Memory[_Shown] = Memory("meshes")
"""Of a mesh: what was written into it last. Emptied by handlers.py."""


def problem(mesh: bpy.types.Mesh) -> str:
    """Why the sliders cannot move this face, with the remedy; empty when they can."""
    from ..data.gaze_shapes import has_channels_of

    face = mesh.blendshape_face
    try:
        model = unpack(face.model)
    except ModelError as error:
        return str(error)
    columns = tuple(channel.name for channel in face.channels)
    if not has_channels_of(columns, model):
        return "The channels are not those of the model: load the model again"
    return _mesh_problem(mesh)


def _mesh_problem(mesh: bpy.types.Mesh) -> str:
    """As `problem` has it, without the model."""
    if mesh.is_editmode:
        return "Edit Mode: leave it to move the face"
    # Blender silently drops what is written into a mesh that is linked or overridden.
    if not mesh.is_editable or mesh.override_library:
        return why_locked(mesh, remedy=MEND)
    if mesh.shape_keys:
        return "Shape keys hide the sliders: remove the shape keys to move the face"
    if not in_order(mesh):
        return "Vertices were added, deleted or sorted: rebuild the mesh to move the face"
    return ""


def in_order(mesh: bpy.types.Mesh) -> bool:
    """Whether the vertices are still the 478 landmarks in MediaPipe's order."""
    # Asked at each move of a slider: this way in and comparing bytes are the fastest.
    try:
        indices = mesh.attributes[LANDMARK.name].data
    except KeyError:
        return False
    if len(indices) != LANDMARKS:
        return False
    order = np.empty(LANDMARKS, np.int32)
    indices.foreach_get("value", order)
    return order.tobytes() == _IN_ORDER


def refresh(mesh: bpy.types.Mesh) -> None:
    """Move the vertices to where the model puts them for the channels' present values.

    A face with a problem stays as it is, and any while Blender renders, until that is done.
    """
    if is_held():
        return
    face = mesh.blendshape_face
    _show(mesh, _values(face))


def is_held() -> bool:
    """Whether faces have to stay for now: another thread renders, and would take what is written
    for the frame it is at. All are shown when it is done.
    """
    if not bpy.app.is_job_running("RENDER"):
        return False
    if not bpy.app.timers.is_registered(_show_late):
        bpy.app.timers.register(_show_late, first_interval=_LATE)
    return True


def _show_late() -> float | None:
    """What Blender's timer calls. Returns the seconds to the next call, None for no other."""
    if bpy.app.is_job_running("RENDER"):
        return _LATE
    for mesh in bpy.data.meshes:
        if mesh.blendshape_face.channels:
            refresh(mesh)
    return None


def keep_rest(mesh: bpy.types.Mesh) -> None:
    """Store the neutral face on the mesh, where geometry nodes find it.

    A mesh that lost the attribute does without. Raises ModelError.
    """
    if has(mesh, REST):
        overwrite(mesh, REST, face_basis(mesh).rest)


def follow(evaluated: bpy.types.Mesh) -> None:
    """Move a face to the values that animation or drivers gave its evaluated copy.

    Any mesh may come here; one that is no face, or shows these values already, costs hardly any
    time.
    """
    face = evaluated.blendshape_face
    if not face.channels:
        return
    mesh = evaluated.original
    values = _values(face)
    shown = _shown.of(mesh)
    with suppress(ModelError):
        _keep_transform(mesh, shown, values)
    if shown is None or not np.array_equal(shown.values, values):
        _show(mesh, values)


def _keep_transform(mesh: bpy.types.Mesh, shown: _Shown | None, values: np.ndarray) -> None:
    """Move objects where their transform was applied to a face's vertices. Raises ModelError.

    Blender evaluates after each operator: before a slider moves, this has looked.
    """
    if mesh.is_editmode or why_locked(mesh):
        return
    if mesh.shape_keys:
        give_back_of_keys(mesh, face_basis(mesh))
    elif shown:
        give_back(mesh, shown.positions)
    elif len(values) == len(face_basis(mesh).shapes):
        # After undo, or in a file that was opened: as far as anybody knows.
        give_back(mesh, face_basis(mesh).positions(values))


def _values(face: bpy.types.PropertyGroup) -> np.ndarray:
    """(F+3,) float32, the channels' values."""
    channels = face.channels
    values = np.empty(len(channels), np.float32)
    channels.foreach_get("value", values)
    return values


def _show(mesh: bpy.types.Mesh, values: np.ndarray) -> None:
    """Write positions for values (F+3,), unless something hinders."""
    try:
        basis = face_basis(mesh)
    except ModelError:
        return
    # While the channels are being replaced there are too few of them.
    fits = len(values) == len(basis.shapes)
    if fits and not _mesh_problem(mesh):
        positions = basis.positions(values)
        # This runs at each move of a slider, in some microseconds. The attribute takes the array
        # as it is, 20 times as fast as `mesh.vertices`; without update() normals would go stale.
        mesh.attributes[POSITION.name].data.foreach_set("vector", positions)
        mesh.update()
        _shown.keep(mesh, _Shown(values, positions))


def forget_shown(mesh: bpy.types.Mesh) -> None:
    """Have `follow` write a mesh again whose vertices were replaced, whatever its values."""
    _shown.forget(mesh)


def forget() -> None:
    """Forget what all meshes show: their file is gone."""
    _shown.forget_all()


def end() -> None:
    """Forget everything, and wait for no render: the extension is turned off."""
    forget()
    if bpy.app.timers.is_registered(_show_late):
        bpy.app.timers.unregister(_show_late)
