"""Transforms that were applied to a face's vertices go back to its objects.

*Apply* and *Set Origin* bring an object's transform into its vertices. Those of a face are the
model's, which would put them back where they were on the next frame, and all that is worn with it
is as large as the model. So the object takes its transform again: what is seen stays as it is.
"""

from typing import TYPE_CHECKING

import bpy
import numpy as np
from mathutils import Matrix

from ..blender.attributes import overwrite
from ..data.alignment.affine import affine_between
from ..data.anatomy.topology import COORDINATES, LANDMARKS, topology
from .attributes import POSITION

if TYPE_CHECKING:
    from ..data.basis import Basis

_NEAR = 1e-5
"""Of a matrix: how far two may be apart and be the same."""
_NOISE = 1e-6
"""Of the largest number of a map: what single precision leaves of a zero."""


def give_back(mesh: bpy.types.Mesh, expected: np.ndarray) -> None:
    """Undo what moved all vertices of a live face alike; its objects move instead.

    expected: (1434,) float32, where its vertices were written last. Vertices that have moved in any
    other way are left.
    """
    vertices = mesh.attributes[POSITION.name].data
    if len(vertices) != LANDMARKS:
        return
    found = np.empty(COORDINATES, np.float32)
    vertices.foreach_get("vector", found)
    # Nearly always, and soon told.
    if np.array_equal(found, expected):
        return
    applied = _affine(expected, found)
    if applied is not None and _move_objects(mesh, applied):
        overwrite(mesh, POSITION, expected)
        _turn_triangles_out(mesh)
        mesh.update()


def give_back_of_keys(mesh: bpy.types.Mesh, basis: "Basis") -> None:
    """The same of a face with shape keys, of which most must have moved with the Basis. Keys that
    were edited besides keep that.
    """
    base = mesh.shape_keys.reference_key
    if len(base.points) != LANDMARKS:
        return
    rest = basis.rest.ravel()
    found = _points_of(base)
    if np.array_equal(found, rest):
        return
    applied = _affine(rest, found)
    if applied is None:
        return
    moved = _keys_that_moved(mesh, basis, applied)
    if 2 * len(moved) > len(basis.shapes) and _move_objects(mesh, applied):
        mesh.transform(Matrix(np.linalg.inv(applied)), shape_keys=True)
        # To the bit, as they were.
        base.points.foreach_set("co", rest)
        for name, points in moved.items():
            mesh.shape_keys.key_blocks[name].points.foreach_set("co", points)
        _turn_triangles_out(mesh)
        mesh.update()


def _affine(points: np.ndarray, moved: np.ndarray) -> np.ndarray | None:
    """(4, 4) of flat points (1434,), None where they did not move alike, or hardly at all."""
    found = affine_between(points.reshape(-1, 3), moved.reshape(-1, 3))
    if found is None or np.allclose(found, np.eye(4), atol=_NEAR):
        return None
    # Or an object that was never turned would show -0 degrees.
    found[np.abs(found) < _NOISE * np.abs(found[:3, :3]).max()] = 0
    return found


def _keys_that_moved(
    mesh: bpy.types.Mesh, basis: "Basis", applied: np.ndarray
) -> dict[str, np.ndarray]:
    """Channel -> points (1434,) of its key before, for those keys that moved by (4, 4) alone."""
    keys = mesh.shape_keys.key_blocks
    moved = {}
    # Shapes of another model fit none of the keys.
    for channel, shape in zip(mesh.blendshape_face.channels, basis.shapes, strict=False):
        points = (basis.rest + shape).ravel()
        found = keys.get(channel.name)
        if found is None:
            continue
        by = affine_between(points.reshape(-1, 3), _points_of(found).reshape(-1, 3))
        if by is not None and np.allclose(by, applied, atol=_NEAR):
            moved[channel.name] = points
    return moved


def _points_of(key: bpy.types.ShapeKey) -> np.ndarray:
    """(1434,) float32."""
    points = np.empty(COORDINATES, np.float32)
    key.points.foreach_get("co", points)
    return points


def _move_objects(mesh: bpy.types.Mesh, applied: np.ndarray) -> bool:
    """Whether all objects of a mesh could be moved by (4, 4), seen from themselves."""
    objects = [obj for obj in bpy.data.objects if obj.data == mesh and obj.is_editable]
    former = [obj.matrix_basis.copy() for obj in objects]
    for obj, matrix in zip(objects, former, strict=True):
        wanted = matrix @ Matrix(applied)
        obj.matrix_basis = wanted
        # An object has no room for a shear.
        if not np.allclose(obj.matrix_basis, wanted, atol=_NEAR * _largest(wanted)):
            for each, before in zip(objects, former, strict=True):
                each.matrix_basis = before
            return False
    return bool(objects)


def _largest(matrix: Matrix) -> float:
    return float(np.abs(np.array(matrix)).max())


def _turn_triangles_out(mesh: bpy.types.Mesh) -> None:
    """Blender turns them where what it applies mirrors, from version to version."""
    first = tuple(mesh.polygons[0].vertices) if mesh.polygons else ()
    right = tuple(topology().triangles[0].tolist())
    if sorted(first) == sorted(right) and _from_lowest(first) != _from_lowest(right):
        mesh.flip_normals()


def _from_lowest(triangle: tuple[int, ...]) -> tuple[int, ...]:
    """The same way round: (5, 2, 9) is (2, 9, 5)."""
    start = triangle.index(min(triangle))
    return triangle[start:] + triangle[:start]
