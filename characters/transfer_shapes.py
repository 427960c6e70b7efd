"""Shape keys for a character that has none: a face laid over it carries it along.

Lengths here are those of the face's own axes, where its outer eye corners are 89 mm apart.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from bpy.types import Context, Mesh, Object
from mathutils import Matrix

from ..blender.editing import check_unlocked
from ..blender.points import read_points, write_points
from ..blender.shape_keys import add_shape_key
from ..data.errors import FaceError
from ..face.person import face_basis
from ..face.properties import model_of
from .skin_weights import SKIN, skin_weights
from .surface_deform import bind_points
from .surfaces import surface_fit, surface_of, transform_points

_NAMED = 3
"""Shape keys that an error names; the others it counts."""


class _Skin(NamedTuple):
    """A face's skin: (468, 3) float32 at rest, and posed with each channel that moves it at 1."""

    rest: np.ndarray
    posed: Mapping[str, np.ndarray]


class _RestShape(NamedTuple):
    """A mesh without any shape key's movement. Importers split vertices along the seams of UVs:
    those that lie in one place are one here.

    places: (k, 3) float32. place_of: (n,) each vertex's place. triangles: (m, 3) of places.
    """

    places: np.ndarray
    place_of: np.ndarray
    triangles: np.ndarray


class _Carried(NamedTuple):
    """moves: (k,) whether the face carries each place. shapes: by the channel's name the (c, 3)
    displacement of those c places, in the character's own axes.
    """

    moves: np.ndarray
    shapes: Mapping[str, np.ndarray]


def transfer_shapes(
    context: Context,
    character: Object,
    face: Object,
    replace: bool = False,
    fit: bool = False,
) -> str:
    """Give a character a shape key for each channel of a face that moves its skin.

    A shape key is its channel at 1. Head pose has none.
    replace: write over shape keys of the same names; else they are refused.
    fit: move, turn and scale the face onto the character's surface first.
    Returns one line on what was done. Raises FaceError before anything changes.
    """
    skin = _skin_of(face.data)
    context.view_layer.update()  # or matrix_world is that of before the last movement
    _check(character, face, skin.posed, replace)
    shape = _rest_shape(character.data)
    placement = face.matrix_world.copy()
    if fit:
        change = _fit(face, skin, character, shape)
        placement = change @ placement
    carried = _carry(
        context,
        character,
        shape,
        face,
        skin,
        placement,
    )

    # What the face does not carry stays 0; the rest is overwritten for each shape key.
    displacement = np.zeros(shape.places.shape)
    for name, moved_places in carried.shapes.items():
        displacement[carried.moves] = moved_places
        _write_key(character, name, displacement[shape.place_of])
    if fit:
        face.matrix_world = placement
    moving = carried.moves[shape.place_of].sum()
    total = len(shape.place_of)
    return (
        f"{len(carried.shapes)} shape keys on {character.name}; "
        f"they move {moving} of {total} vertices"
    )


def _skin_of(mesh: Mesh) -> _Skin:
    """The skin of a face as its model has it, whatever its channels show now."""
    channels = model_of(mesh).feature_columns
    basis = face_basis(mesh)
    count = len(basis.shapes)
    neutral = np.zeros((1, count), np.float32)
    each_at_one = np.eye(count, dtype=np.float32)
    inputs = np.vstack([neutral, each_at_one])
    positions = basis.positions(inputs).reshape(1 + count, -1, 3)
    rest, *posed = positions[:, :SKIN]
    moving = {}
    for row, name in enumerate(channels):
        if basis.shapes[row, :SKIN].any():
            moving[name] = posed[row]
    return _Skin(rest, moving)


def _check(
    character: Object,
    face: Object,
    names: Iterable[str],
    replace: bool,
) -> None:
    """Raise FaceError where shape keys of these names cannot be added or written over."""
    mesh = character.data
    check_unlocked(mesh)
    if not mesh.polygons:
        raise FaceError(f"{character.name}: has no faces to lay the face on")
    for obj in (character, face):
        # There would be no way back from the world to its own axes.
        if not obj.matrix_world.determinant():
            raise FaceError(f"{obj.name}: is scaled to nothing")
    keys = mesh.shape_keys
    if keys is None:
        return
    if not keys.use_relative:
        raise FaceError(f"{character.name}: its shape keys are absolute; make them relative")
    taken = [name for name in names if name in keys.key_blocks]
    if taken and not replace:
        listed = ", ".join(taken[:_NAMED])
        unlisted = len(taken) - _NAMED
        if unlisted > 0:
            listed += f" and {unlisted} more"
        raise FaceError(
            f"{character.name}: has shape keys {listed} already; choose Replace to write over them"
        )
    # Written over, it would move all the others.
    basis = keys.reference_key.name
    if basis in taken:
        raise FaceError(f"{character.name}: rename its shape key {basis}, the rest")


def _rest_shape(mesh: Mesh) -> _RestShape:
    """A mesh as it is without shape keys, or as the one is that the others are relative to."""
    keys = mesh.shape_keys
    vertices = read_points(keys.reference_key.data if keys else mesh.vertices)
    mesh.calc_loop_triangles()
    count = len(mesh.loop_triangles)
    triangles = np.empty((count, 3), np.int32)
    mesh.loop_triangles.foreach_get("vertices", triangles.ravel())

    places, place_of = np.unique(vertices, axis=0, return_inverse=True)
    place_of = place_of.ravel()  # Blender versions: some of NumPy keep the axis
    corners = place_of[triangles]
    # A triangle of which two corners are in one place has no surface.
    differs_from_next = corners != np.roll(corners, 1, axis=1)
    has_surface = differs_from_next.all(axis=1)
    return _RestShape(places, place_of, corners[has_surface])


def _fit(
    face: Object,
    skin: _Skin,
    character: Object,
    shape: _RestShape,
) -> Matrix:
    """What brings a face from where it is onto the character's surface, in the world's axes."""
    character_points = transform_points(character.matrix_world, shape.places)
    face_points = transform_points(face.matrix_world, skin.rest)
    surface = surface_of(character_points, shape.triangles)
    change = surface_fit(face_points, surface)
    if change is None:
        raise FaceError(f"{face.name}: slides off {character.name}; bring it closer by hand")
    return change


def _carry(
    context: Context,
    character: Object,
    shape: _RestShape,
    face: Object,
    skin: _Skin,
    placement: Matrix,
) -> _Carried:
    """What the face does to the character when it stands at a placement in the world."""
    to_face = placement.inverted() @ character.matrix_world
    points = transform_points(to_face, shape.places)
    triangles = shape.triangles
    if to_face.is_negative:
        # Axes that are mirrored turn the surface inside out.
        triangles = triangles[:, ::-1]
    weights = skin_weights(points, triangles, skin.rest)
    moves = weights > 0
    if not moves.any():
        raise FaceError(f"{character.name}: is out of reach; move and scale {face.name} over it")

    to_character = np.array(to_face.inverted().to_3x3())
    factors = weights[moves, None]
    # The rest of the character, often most of it, would be evaluated for nothing.
    near, between = _select(points, triangles, moves)
    shapes = {}
    with bind_points(context, near, between, skin.rest, face.name) as bound:
        for name, posed in skin.posed.items():
            displacement = bound.displacement(posed) * factors
            shapes[name] = displacement @ to_character.T
    return _Carried(moves, shapes)


def _select(
    points: np.ndarray,
    triangles: np.ndarray,
    chosen: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """The chosen of the points (n, 3), and the triangles (m, 3) between them in their new numbers.

    chosen: (n,) bool. For instance points 1 and 3 of four become 0 and 1.
    """
    number = np.cumsum(chosen) - 1
    whole = chosen[triangles].all(axis=1)
    renumbered = number[triangles[whole]]
    return points[chosen], renumbered


def _write_key(
    character: Object,
    name: str,
    displacement: np.ndarray,
) -> None:
    """Write over a shape key, or add it. displacement: (n, 3) meters of each vertex."""
    if not character.data.shape_keys:
        # The first shape key is what the others are relative to.
        character.shape_key_add(name="Basis", from_mix=False)
    blocks = character.data.shape_keys.key_blocks
    key = blocks.get(name)
    if key is None:
        key = add_shape_key(character, name)
    rest = read_points(key.relative_key.data)
    write_points(key.data, rest + displacement)
