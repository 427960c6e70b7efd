"""A face as an ordinary mesh with a shape key for each channel, and back.

The keys need no extension, so that any Blender shows, renders and exports the face.
"""

import bpy
import numpy as np

from ..blender.action_carry import carry
from ..blender.action_check import check, left_behind
from ..blender.attributes import overwrite
from ..blender.editing import check_unlocked
from ..blender.shape_keys import clear_shape_keys
from ..data.channels import HARD_RANGE
from ..data.errors import FaceError
from ..data.gaze_shapes import has_channels_of
from ..data.model import Basis
from .attributes import POSITION
from .mesh import in_order, problem
from .paths import channel_path, channel_path_by_name, shape_key_path
from .person import face_basis
from .properties import batch_edit, columns_of, is_converted, model_of

_BASIS = "Basis"
_EXACT = 1e-6
"""Meters: what two shapes may differ by and still be the same, in float32."""
_NARROWEST = 0.001
"""Blender keeps the ends of a shape key's range at least this far apart."""


def to_shape_keys(obj: bpy.types.Object) -> None:
    """Give a face a shape key for each channel and move its animation there.

    Its channels, model and take stay on the mesh. Raises FaceError before anything changes.
    """
    mesh = obj.data
    if is_converted(mesh):
        raise FaceError(f"{obj.name}: has its shape keys already")
    if trouble := problem(mesh):
        raise FaceError(f"{obj.name}: {trouble}")
    basis = face_basis(mesh)
    _check_ceiling(obj.name, columns_of(mesh), basis)
    paths = _paths(mesh)
    check(mesh, paths)

    # The Basis is made of the mesh as it is.
    overwrite(mesh, POSITION, basis.rest)
    mesh.update()
    obj.shape_key_add(name=_BASIS, from_mix=False)
    channels = mesh.blendshape_face.channels
    ranges = ranges_of(basis)
    for channel, limits, shape in zip(channels, ranges, basis.shapes, strict=True):
        key = obj.shape_key_add(name=channel.name, from_mix=False)
        key.points.foreach_set("co", (basis.rest + shape).ravel())
        # Before the value: Blender clips it to them.
        key.slider_min, key.slider_max = limits
        key.value = channel.value
    obj.active_shape_key_index = 0
    carry(mesh, mesh.shape_keys, paths)


def to_live(obj: bpy.types.Object) -> None:
    """Undo `to_shape_keys`: values and animation, as they are now, go back to the channels.

    Raises FaceError, before anything changes, where the shape keys hold work of their own.
    """
    mesh = obj.data
    _check_convertible(obj)
    keys = mesh.shape_keys
    basis = face_basis(mesh)
    if work := _work_on(mesh, basis):
        raise FaceError(f"{obj.name}: going back to live would lose work: {work}")
    paths = _paths_back(mesh)
    if others := left_behind(keys, paths):
        raise FaceError(
            f"{obj.name}: going back to live would lose the animation of {', '.join(others)}"
        )
    check(keys, paths, mesh)

    # While the keys are there.
    values = _values(mesh, basis)
    carry(keys, mesh, paths)
    clear_shape_keys(obj)
    with batch_edit(mesh) as channels:
        channels.foreach_set("value", values)


def _check_convertible(obj: bpy.types.Object) -> None:
    """Raise FaceError where no shape keys can be taken off, or leave no face behind."""
    mesh = obj.data
    if not is_converted(mesh):
        raise FaceError(f"{obj.name}: has no shape keys of its channels")
    if mesh.is_editmode:
        raise FaceError(f"{obj.name}: leave Edit Mode first")
    check_unlocked(mesh)
    if not in_order(mesh):
        raise FaceError(
            f"{obj.name}: vertices were added, deleted or sorted: undo that, or keep the shape keys"
        )


def _values(mesh: bpy.types.Mesh, basis: Basis) -> np.ndarray:
    """(F+3,) what the keys say, or what the channel said where its key only ended earlier."""
    keys = mesh.shape_keys.key_blocks
    values = np.array(
        [keys[name].value for name in columns_of(mesh)],
        np.float32,
    )
    former = np.empty_like(values)
    mesh.blendshape_face.channels.foreach_get("value", former)
    low, high = ranges_of(basis).T
    # A channel goes further than its key may: at the key's end nobody has touched it.
    is_untouched = np.clip(former, low, high) == values
    return np.where(is_untouched, former, values)


def _paths(mesh: bpy.types.Mesh) -> dict[str, str]:
    """Data path of each channel, by index and by name -> that of its shape key's value."""
    paths: dict[str, str] = {}
    for index, name in enumerate(columns_of(mesh)):
        key_path = shape_key_path(name)
        paths[channel_path(index)] = key_path
        paths[channel_path_by_name(name)] = key_path
    return paths


def _paths_back(mesh: bpy.types.Mesh) -> dict[str, str]:
    """Data path of each channel's shape key, by name and by index -> that of the channel."""
    paths: dict[str, str] = {}
    keys = mesh.shape_keys.key_blocks
    for index, name in enumerate(columns_of(mesh)):
        path = channel_path(index)
        key_index = keys.find(name)
        paths[shape_key_path(name)] = path
        paths[f"key_blocks[{key_index}].value"] = path
    return paths


def ranges_of(basis: Basis) -> np.ndarray:
    """(F+3, 2) the lowest and highest value of each key: Blender holds animation to it too."""
    count = len(basis.shapes)
    hard_range = np.array(HARD_RANGE, np.float32)
    ranges = np.tile(hard_range, (count, 1))
    if basis.ceiling is not None:
        low, high = ranges.T  # views
        np.maximum(low, basis.floor, out=low)
        ceiling = np.maximum(basis.ceiling, _NARROWEST)
        np.minimum(high, ceiling, out=high)
    return ranges


def _check_ceiling(face: str, columns: tuple[str, ...], basis: Basis) -> None:
    """Raise FaceError where a key must end so low that its range would visibly go beyond."""
    if basis.ceiling is None:
        return
    too_far = np.maximum(_NARROWEST - basis.ceiling, 0)
    largest_motion = np.abs(basis.shapes).max(axis=(1, 2))  # meters a unit of each channel
    overshoot = too_far * largest_motion
    for name, ceiling, meters in zip(columns, basis.ceiling, overshoot, strict=True):
        if meters > _EXACT:
            raise FaceError(
                f"{face}: the model ends {name} at {ceiling:g}, a shape key cannot end below "
                f"{_NARROWEST}; export Alembic or USD instead"
            )


def _work_on(mesh: bpy.types.Mesh, basis: Basis) -> str:
    """What was made of the shape keys that channels cannot express; empty if nothing."""
    keys = mesh.shape_keys
    columns = columns_of(mesh)
    if not has_channels_of(columns, model_of(mesh)):
        return "the shape keys are those of another model"
    base = keys.reference_key
    others = []
    for key in keys.key_blocks:
        if key != base and key.name not in columns:
            others.append(key.name)
    if others:
        return f"the shape key {', '.join(others)} is no channel's"
    if not keys.use_relative:
        return "the shape keys are absolute"
    if work := _work_on_key(base, base, basis.rest):
        return work
    ranges = ranges_of(basis)
    for name, shape, limits in zip(columns, basis.shapes, ranges, strict=True):
        key = keys.key_blocks[name]
        if work := _work_on_key(key, base, basis.rest + shape):
            return work
        if not np.allclose((key.slider_min, key.slider_max), limits):
            return f"the range of {name} was changed"
    return ""


def _work_on_key(
    key: bpy.types.ShapeKey,
    base: bpy.types.ShapeKey,
    shape: np.ndarray,
) -> str:
    """The same of one key, whose vertices were once at (478, 3) meters."""
    co = np.empty(shape.size, np.float32)
    key.points.foreach_get("co", co)
    difference = np.abs(co - shape.ravel())
    if difference.max() > _EXACT:
        return f"the shape of {key.name} was edited"
    if key.mute or key.vertex_group or key.relative_key != base:
        return f"{key.name} is muted, masked by a vertex group, or relative to another shape key"
    return ""
