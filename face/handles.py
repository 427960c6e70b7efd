"""Handles on a face: where they stand, and what dragging one does."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import bpy
import numpy as np
from mathutils import Vector

from ..data.errors import ModelError
from ..data.handles import HANDLES, IRISES, Axis, axes_of
from ..data.motion.mirror import twin_of
from .mesh import in_order
from .properties import columns_of, is_converted
from .stored_model import basis_with_looks
from .values import values_of, why_still

_LANDMARKS = (*IRISES, *(each for handle in HANDLES.values() for each in handle.landmarks))
"""Those that handles and the lines of the gaze go by."""


def has_handles(mesh: bpy.types.Mesh) -> bool:
    """Whether handles can stand on a face, live or converted, and move it."""
    if why_still(mesh):
        return False
    if not is_converted(mesh):
        return True
    try:
        basis_with_looks(mesh.blendshape_face.model)
    except ModelError:
        return False
    # A converted face is an ordinary mesh, whose landmarks its user may have deleted.
    return in_order(mesh)


def axes_on(mesh: bpy.types.Mesh, key: str) -> tuple[Axis, Axis]:
    """What the handle of a key in HANDLES does on a face. Raises ModelError."""
    shapes = basis_with_looks(mesh.blendshape_face.model).shapes
    return axes_of(HANDLES[key], columns_of(mesh), shapes)


def does_anything(axes: Sequence[Axis]) -> bool:
    """Whether a face has any of the handle's channels."""
    return any(axis.along or axis.against for axis in axes)


class Shown(NamedTuple):
    """What handles need to know of a face at a moment.

    places: of the landmarks that handles go by, in the object's own space. values: of its channels.
    """

    places: Mapping[int, Vector]
    values: Mapping[str, float]


def shown_on(mesh: bpy.types.Mesh) -> Shown:
    """A face as it is by now; read once for all handles."""
    vertices = mesh.vertices
    places = {landmark: vertices[landmark].co.copy() for landmark in _LANDMARKS}
    if not is_converted(mesh):
        return Shown(places, values_of(mesh))
    # The vertices of a mesh with shape keys stay at rest.
    values = {}
    for key in mesh.shape_keys.key_blocks:
        value = values[key.name] = key.value
        # Most are at rest: a value costs far less than a look at the points.
        if not value or key.mute:
            continue
        points, base = key.points, key.relative_key.points
        for landmark, place in places.items():
            place += value * (points[landmark].co - base[landmark].co)
    return Shown(places, values)


def place_of(shown: Shown, key: str, axes: Sequence[Axis]) -> Vector:
    """Where a handle stands, in the object's own space."""
    handle = HANDLES[key]
    points = [shown.places[landmark] for landmark in handle.landmarks]
    place = sum(points, Vector()) / len(points)
    if handle.forward:
        # It goes where the eyes look, not where their corners are.
        across, up = (axis.place(shown.values) for axis in axes)
        place += Vector((across, -handle.forward, up))
    return place


def dragged(
    mesh: bpy.types.Mesh,
    key: str,
    begun: dict[str, float],
    offset: Sequence[float],
) -> dict[str, float]:
    """Channel -> value after a handle was dragged.

    begun: values of all channels before. offset: meters to the subject's left, and up.
    """
    axes = axes_on(mesh, key)
    found = {}
    for axis, distance in zip(axes, offset, strict=True):
        # What a drag does not touch stays as it is, also where both ways were in use.
        if distance:
            found |= axis.values_at(axis.place(begun) + distance)
    # As with their sliders, shape keys are not linked.
    is_linked = mesh.blendshape_face.link_sides and not is_converted(mesh)
    if is_linked and HANDLES[key].is_of_one_side:
        twins = {twin_of(name): value for name, value in found.items()}
        found |= {name: value for name, value in twins.items() if name in begun}
    return found


def as_offset(obj: bpy.types.Object, way: Vector) -> tuple[float, float]:
    """A way in the world as a handle has it on a face: meters to the subject's left, and up."""
    local = obj.matrix_world.to_3x3().inverted_safe() @ way
    offset = np.array(local)[[0, 2]]
    return float(offset[0]), float(offset[1])
