"""A face as an ordinary mesh with a shape key for each channel, and back.

The keys need no extension, so that any Blender shows, renders and exports the face.
"""

import bpy
import numpy as np

from ..blender.action_carry import carry
from ..blender.action_check import check, left_behind
from ..blender.actions import CHANNELS_PATH, channel_path
from ..data.channels import HARD_RANGE
from ..data.errors import FaceError
from ..data.model import Basis
from .mesh import in_order, problem
from .properties import batch_edit, columns_of, is_converted, model_of
from .stored_model import basis_of

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
    if mesh.override_library:
        raise FaceError(f"{obj.name}: its mesh is a library override: make the mesh local first")
    basis, paths = basis_of(mesh.blendshape_face.model), _paths(mesh)
    _check_ceiling(obj.name, columns_of(mesh), basis)
    check(mesh, paths)
    mesh.attributes["position"].data.foreach_set("vector", basis.rest.ravel())
    mesh.update()
    obj.shape_key_add(name=_BASIS, from_mix=False)
    channels, ranges = mesh.blendshape_face.channels, _ranges(basis)
    for channel, (low, high), shape in zip(channels, ranges, basis.shapes, strict=True):
        key = obj.shape_key_add(name=channel.name, from_mix=False)
        key.points.foreach_set("co", (basis.rest + shape).ravel())
        key.slider_min, key.slider_max = low, high
        key.value = channel.value
    obj.active_shape_key_index = 0
    carry(mesh, mesh.shape_keys, paths)


def to_live(obj: bpy.types.Object) -> None:
    """Undo `to_shape_keys`: values and animation, as they are now, go back to the channels.

    Raises FaceError, before anything changes, where the shape keys hold work of their own.
    """
    mesh = obj.data
    if not is_converted(mesh):
        raise FaceError(f"{obj.name}: has no shape keys of its channels")
    if mesh.is_editmode:
        raise FaceError(f"{obj.name}: leave Edit Mode first")
    if not mesh.is_editable or mesh.override_library:
        raise FaceError(f"{obj.name}: is linked: make object and mesh local first")
    if not in_order(mesh):
        raise FaceError(
            f"{obj.name}: vertices were added, deleted or sorted: undo that, or keep the shape keys"
        )
    keys, basis = mesh.shape_keys, basis_of(mesh.blendshape_face.model)
    if work := _work_on(mesh, basis):
        raise FaceError(f"{obj.name}: going back to live would lose work: {work}")
    paths = _paths_back(mesh)
    if others := left_behind(keys, paths):
        raise FaceError(
            f"{obj.name}: going back to live would lose the animation of {', '.join(others)}"
        )
    check(keys, paths, mesh)
    values = _values(mesh, basis)
    carry(keys, mesh, paths)
    obj.shape_key_clear()
    with batch_edit(mesh) as channels:
        channels.foreach_set("value", values)


def _values(mesh: bpy.types.Mesh, basis: Basis) -> np.ndarray:
    """(F+3,) what the keys say, or what the channel said where its key only ended earlier."""
    keys = mesh.shape_keys.key_blocks
    values = np.array([keys[name].value for name in columns_of(mesh)], np.float32)
    former = np.empty_like(values)
    mesh.blendshape_face.channels.foreach_get("value", former)
    return np.where(np.clip(former, *_ranges(basis).T) == values, former, values)


def _paths(mesh: bpy.types.Mesh) -> dict[str, str]:
    """Data path of each channel, by index and by name -> that of its shape key's value."""
    paths: dict[str, str] = {}
    for index, name in enumerate(columns_of(mesh)):
        key_path = f'key_blocks["{name}"].value'
        paths[channel_path(index)] = key_path
        paths[f'{CHANNELS_PATH}["{name}"].value'] = key_path
    return paths


def _paths_back(mesh: bpy.types.Mesh) -> dict[str, str]:
    """Data path of each channel's shape key, by name and by index -> that of the channel."""
    paths, keys = {}, mesh.shape_keys.key_blocks
    for index, name in enumerate(columns_of(mesh)):
        paths[f'key_blocks["{name}"].value'] = channel_path(index)
        paths[f"key_blocks[{keys.find(name)}].value"] = channel_path(index)
    return paths


def _ranges(basis: Basis) -> np.ndarray:
    """(F+3, 2) the lowest and highest value of each key: Blender holds animation to it too."""
    ranges = np.tile(np.array(HARD_RANGE, np.float32), (len(basis.shapes), 1))
    if basis.ceiling is not None:
        np.maximum(ranges[:, 0], basis.floor, out=ranges[:, 0])
        np.minimum(ranges[:, 1], np.maximum(basis.ceiling, _NARROWEST), out=ranges[:, 1])
    return ranges


def _check_ceiling(face: str, columns: tuple[str, ...], basis: Basis) -> None:
    if basis.ceiling is None:
        return
    overshoot = np.maximum(_NARROWEST - basis.ceiling, 0) * np.abs(basis.shapes).max(axis=(1, 2))
    for name, ceiling, meters in zip(columns, basis.ceiling, overshoot, strict=True):
        if meters > _EXACT:
            raise FaceError(
                f"{face}: the model ends {name} at {ceiling:g}, a shape key cannot end below "
                f"{_NARROWEST}; export Alembic or USD instead"
            )


def _work_on(mesh: bpy.types.Mesh, basis: Basis) -> str:
    """What was made of the shape keys that channels cannot express; empty if nothing."""
    keys, columns = mesh.shape_keys, columns_of(mesh)
    if columns != model_of(mesh).columns:
        return "the shape keys are those of another model"
    base = keys.reference_key
    others = [key.name for key in keys.key_blocks if key != base and key.name not in columns]
    if others:
        return f"the shape key {', '.join(others)} is no channel's"
    if not keys.use_relative:
        return "the shape keys are absolute"
    shapes = {base.name: basis.rest}
    shapes |= {name: basis.rest + shape for name, shape in zip(columns, basis.shapes, strict=True)}
    ranges = dict(zip(columns, _ranges(basis), strict=True))
    co = np.empty(basis.rest.size, np.float32)
    for name, shape in shapes.items():
        key = keys.key_blocks[name]
        key.points.foreach_get("co", co)
        if np.abs(co - shape.ravel()).max() > _EXACT:
            return f"the shape of {name} was edited"
        if key.mute or key.vertex_group or key.relative_key != base:
            return f"{name} is muted, masked by a vertex group, or relative to another key"
        if name in ranges and not np.allclose((key.slider_min, key.slider_max), ranges[name]):
            return f"the range of {name} was changed"
    return ""
