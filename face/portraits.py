"""Pictures of expressions on a user's own face, for buttons; kept in memory until Blender ends."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

import bpy
import numpy as np
from bpy.utils import previews

from ..data.expressions import Expression
from .model_fit import model_name
from .properties import is_converted
from .values import check_movable, set_values, values_of

SIZE = 128
"""Pixels across and down."""
_MARGIN = 1.1
"""Heights of the landmarks that a picture shows: some hair and chin around them."""
_WHITE = (1.0, 1.0, 1.0, 1.0)

_collections: list[previews.ImagePreviewCollection] = []
"""Blender's keeper of pictures, none before the first is drawn."""


def draw_portraits(face: bpy.types.Object, group: str, listed: Mapping[str, Expression]) -> None:
    """Draw a face with each expression of a group; the face stays as it is. Raises FaceError."""
    # What shape keys move is a copy: a linked face sits as well.
    if not is_converted(face.data):
        check_movable(face)
    kept = _keeper()
    with _sitter(face) as sitter:
        frame = _frame(sitter)
        for name, expression in listed.items():
            _show(sitter, expression.on(model_name(face.data)).values)
            pixels = _drawn(sitter, frame)
            key = _key(face.data, group, name)
            picture = kept.get(key) or kept.new(key)
            picture.image_size = (SIZE, SIZE)
            picture.image_pixels_float.foreach_set(pixels.ravel())


def portrait_icon(mesh: bpy.types.Mesh, group: str, name: str) -> int:
    """Number of the picture of a face with an expression, 0 where none was drawn."""
    for kept in _collections:
        if picture := kept.get(_key(mesh, group, name)):
            return picture.icon_id
    return 0


def forget() -> None:
    """Let all pictures go."""
    while _collections:
        previews.remove(_collections.pop())


def _keeper() -> previews.ImagePreviewCollection:
    if not _collections:
        _collections.append(previews.new())
    return _collections[0]


def _key(mesh: bpy.types.Mesh, group: str, name: str) -> str:
    return f"{mesh.session_uid}/{group}/{name}"


@contextmanager
def _sitter(face: bpy.types.Object) -> Iterator[bpy.types.Object]:
    """A copy of a face in a scene of its own, that nothing moves."""
    with ExitStack() as cleanup:
        scene = bpy.data.scenes.new("Portraits")
        cleanup.callback(bpy.data.scenes.remove, scene)
        mesh = face.data.copy()
        cleanup.callback(bpy.data.meshes.remove, mesh)
        copy = face.copy()
        assert copy
        cleanup.callback(bpy.data.objects.remove, copy)
        copy.data = mesh
        for moved in (copy, mesh, mesh.shape_keys):
            if moved:
                moved.animation_data_clear()
        # Taken off or hidden on the user's face, it would not be evaluated.
        copy.hide_viewport = False
        scene.collection.objects.link(copy)
        yield copy


def _show(sitter: bpy.types.Object, values: Mapping[str, float]) -> None:
    """An expression and nothing else."""
    neutral = dict.fromkeys(values_of(sitter.data), 0.0)
    set_values(sitter.data, {**neutral, **values})


def _frame(sitter: bpy.types.Object) -> tuple[float, float, float]:
    """Middle and half the width of what the pictures show, the same for all."""
    from ..blender.points import read_points

    _show(sitter, {})
    evaluated = _evaluated(sitter)
    landmarks = read_points(evaluated.vertices)[: len(sitter.data.vertices)]
    low = landmarks.min(axis=0)
    high = landmarks.max(axis=0)
    x, _y, z = ((low + high) / 2).tolist()
    return x, z, _MARGIN * float(high[2] - low[2]) / 2


def _evaluated(sitter: bpy.types.Object) -> bpy.types.Mesh:
    layer = sitter.users_scene[0].view_layers[0]
    layer.update()
    mesh = sitter.evaluated_get(layer.depsgraph).data
    assert isinstance(mesh, bpy.types.Mesh)
    return mesh


def _drawn(sitter: bpy.types.Object, frame: tuple[float, float, float]) -> np.ndarray:
    """(SIZE, SIZE, 4) in the colors of Solid mode."""
    from ..blender.points import read_points
    from ..data.pictures.portrait import portrait

    mesh = _evaluated(sitter)
    mesh.calc_loop_triangles()
    count = len(mesh.loop_triangles)
    corners = np.empty(3 * count, np.int32)
    mesh.loop_triangles.foreach_get("vertices", corners)
    slots = np.empty(count, np.int32)
    mesh.loop_triangles.foreach_get("material_index", slots)
    colors = _slot_colors(sitter)[slots]
    # The cornea, for one, cannot be seen.
    is_opaque = colors[:, 3] > 0
    return portrait(
        read_points(mesh.vertices),
        read_points(mesh.vertices, "normal"),
        corners.reshape(-1, 3)[is_opaque],
        colors[is_opaque, :3],
        frame,
        SIZE,
    )


def _slot_colors(sitter: bpy.types.Object) -> np.ndarray:
    """(slots, 4) linear, and white for a mesh without materials."""
    colors = []
    for slot in sitter.material_slots:
        colors.append(tuple(slot.material.diffuse_color) if slot.material else _WHITE)
    return np.array(colors or [_WHITE])
