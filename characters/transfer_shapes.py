"""Shape keys for a character that has none: a face laid over it carries it along.

Lengths here are those of the face's own axes, where its outer eye corners are 89 mm apart.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import bpy
import numpy as np

from ..data.errors import FaceError
from ..face.attributes import POSITION
from ..face.properties import model_of
from ..face.stored_model import basis_of
from .skin_weights import SKIN, SURFACE, skin_weights, triangles_of
from .surfaces import moved, surface_fit, surface_of

_INSET = 0.0015
"""Meters below the skin where it is bound: there, lips and lids that touch are apart."""
_SMOOTH, _MOST_STEPS = 0.005, 50
"""Meters over which movement is evened out: neighbors that hang on different lips part softly."""


def transfer_shapes(
    context: bpy.types.Context,
    character: bpy.types.Object,
    face: bpy.types.Object,
    replace: bool = False,
    fit: bool = False,
) -> str:
    """Give a character a shape key for each channel of a face that moves its skin.

    A key is its channel at 1. Head pose has none.
    replace: write over keys of the same names; else they are refused.
    fit: move, turn and scale the face onto the character's surface first.
    Returns one line on what was done. Raises FaceError before anything changes.
    """
    channels = model_of(face.data).feature_columns
    basis = basis_of(face.data.blendshape_face.model)
    rows = {name: row for row, name in enumerate(channels) if basis.shapes[row, :SKIN].any()}
    context.view_layer.update()
    _check(character, face, rows, replace)

    inputs = np.vstack([np.zeros(len(basis.shapes)), np.eye(len(basis.shapes))])
    rest, *posed = basis.positions(inputs.astype(np.float32)).reshape(len(inputs), -1, 3)[:, :SKIN]
    places, place_of, triangles = _rest_shape(character.data)
    placement = face.matrix_world.copy()
    if fit:
        surface = surface_of(moved(character.matrix_world, places), triangles)
        change = surface_fit(moved(placement, rest), surface)
        if change is None:
            raise FaceError(f"{face.name}: slides off {character.name}; bring it closer by hand")
        placement = change @ placement
    to_face = placement.inverted() @ character.matrix_world
    if to_face.is_negative:
        triangles = triangles[:, ::-1]
    points = moved(to_face, places)
    weights = skin_weights(points, triangles, rest)
    moves = weights > 0
    if not moves.any():
        raise FaceError(f"{character.name}: is out of reach; move and scale {face.name} over it")

    turn = np.array(to_face.inverted().to_3x3()).T
    with _surface_deform(context, *_part(points, triangles, moves), rest) as carried:
        if not carried:
            raise FaceError(f"{face.name}: its model's surface is folded or has empty triangles")
        shapes = {
            name: carried(posed[row]) * weights[moves, None] @ turn for name, row in rows.items()
        }
    displacement = np.zeros(points.shape)
    for name, shape in shapes.items():
        displacement[moves] = shape
        _write_key(character, name, displacement[place_of])
    if fit:
        face.matrix_world = placement
    count = f"{moves[place_of].sum()} of {len(place_of)}"
    return f"{len(shapes)} shape keys on {character.name}; they move {count} vertices"


def _check(
    character: bpy.types.Object, face: bpy.types.Object, names: Iterable[str], replace: bool
) -> None:
    mesh = character.data
    if not mesh.is_editable:
        raise FaceError(f"{character.name}: is linked; make its mesh local first")
    if not mesh.polygons:
        raise FaceError(f"{character.name}: has no faces to lay the face on")
    for obj in (character, face):
        if not obj.matrix_world.determinant():
            raise FaceError(f"{obj.name}: is scaled to nothing")
    if keys := mesh.shape_keys:
        if not keys.use_relative:
            raise FaceError(f"{character.name}: its shape keys are absolute; make them relative")
        taken = [name for name in names if name in keys.key_blocks]
        if taken and not replace:
            more = f" and {len(taken) - 3} more" if len(taken) > 3 else ""
            raise FaceError(
                f"{character.name}: has shape keys {', '.join(taken[:3])}{more} already; "
                "choose Replace to write over them"
            )
        if keys.reference_key.name in taken:
            raise FaceError(f"{character.name}: rename its key {keys.reference_key.name}, the rest")


def _rest_shape(mesh: bpy.types.Mesh) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(k, 3) places of the vertices without any key's movement, (n,) each vertex's place, and
    (m, 3) triangles of places: importers split vertices along the seams of UVs.
    """
    keys = mesh.shape_keys
    vertices = np.empty((len(mesh.vertices), 3), np.float32)
    (keys.reference_key.data if keys else mesh.vertices).foreach_get("co", vertices.ravel())
    mesh.calc_loop_triangles()
    triangles = np.empty((len(mesh.loop_triangles), 3), np.int32)
    mesh.loop_triangles.foreach_get("vertices", triangles.ravel())
    places, place_of = np.unique(vertices, axis=0, return_inverse=True)
    place_of = place_of.ravel()
    corners = place_of[triangles]
    return places, place_of, corners[(corners != np.roll(corners, 1, axis=1)).all(axis=1)]


def _part(
    points: np.ndarray, triangles: np.ndarray, chosen: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The chosen points, and the triangles between them in their new numbers."""
    number = np.cumsum(chosen) - 1
    return points[chosen], number[triangles[chosen[triangles].all(axis=1)]]


@contextmanager
def _surface_deform(
    context: bpy.types.Context, points: np.ndarray, triangles: np.ndarray, rest: np.ndarray
) -> Iterator[Callable[[np.ndarray], np.ndarray] | None]:
    """Bind a character's points to the face at rest, in a scene that is removed again.

    Gives a function from the face's vertices to the displacement of the points; None where
    Blender cannot bind.
    """
    scene = bpy.data.scenes.new("Transfer Shapes")
    layer = scene.view_layers[0]
    bound, target = (
        bpy.data.objects.new(name, bpy.data.meshes.new(name)) for name in ("Bound", "Target")
    )
    meshes = bound.data, target.data
    try:
        bound.data.from_pydata(points.tolist(), [], triangles.tolist())
        target.data.from_pydata(rest.tolist(), [], triangles_of(SURFACE).tolist())
        normals = np.empty(points.shape, np.float32)
        bound.data.vertices.foreach_get("normal", normals.ravel())
        sunk = (points - _INSET * normals).astype(np.float32)
        bound.data.vertices.foreach_set("co", sunk.ravel())
        for obj in (bound, target):
            scene.collection.objects.link(obj)
        modifier = bound.modifiers.new("Transfer", "SURFACE_DEFORM")
        modifier.target = target
        with context.temp_override(
            scene=scene, view_layer=layer, object=bound, active_object=bound
        ):
            bpy.ops.object.surfacedeform_bind(modifier=modifier.name)

        smooth = bound.modifiers.new("Even Out", "CORRECTIVE_SMOOTH")
        smooth.iterations = _smoothing_steps(points, triangles)

        def carry(face: np.ndarray) -> np.ndarray:
            target.data.attributes[POSITION.name].data.foreach_set("vector", face.ravel())
            target.data.update()
            layer.update()
            carried = np.empty(points.shape, np.float32)
            mesh = bound.evaluated_get(layer.depsgraph).data
            mesh.attributes[POSITION.name].data.foreach_get("vector", carried.ravel())
            return carried

        if modifier.is_bound:
            still = carry(rest)
            yield lambda face: carry(face) - still
        else:
            yield None
    finally:
        bpy.data.batch_remove([scene, bound, target, *meshes])


def _smoothing_steps(points: np.ndarray, triangles: np.ndarray) -> int:
    """Each step spreads by about an edge, several by the root of their number."""
    if not len(triangles):
        return 0
    edges = np.linalg.norm(points[triangles] - points[np.roll(triangles, 1, axis=1)], axis=2)
    return min(round(float(_SMOOTH / np.median(edges)) ** 2), _MOST_STEPS)


def _write_key(character: bpy.types.Object, name: str, displacement: np.ndarray) -> None:
    if not character.data.shape_keys:
        character.shape_key_add(name="Basis", from_mix=False)
    blocks = character.data.shape_keys.key_blocks
    key = blocks.get(name)
    if key is None:
        key = character.shape_key_add(name=name, from_mix=False)
        key.value = 0  # Blender 5 starts at 1
    positions = np.empty((len(key.data), 3), np.float32)
    key.relative_key.data.foreach_get("co", positions.ravel())
    key.data.foreach_set("co", (positions + displacement).astype(np.float32).ravel())
