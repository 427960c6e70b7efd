"""Curves of what plays a take: a face's channels, or a character's shape keys."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import bpy
import numpy as np

from ..blender.actions import Curve
from ..blender.shape_keys import displacement, key_path, path_by_name
from ..characters.objects import key_names
from ..data.channels import CHANNELS, REGIONS
from ..data.model import Basis
from ..data.motion.reduction import reduce_keys
from ..data.motion.settings import Frames
from ..data.rigs.retarget import Retargeted
from ..face.paths import channel_path

_MILLIMETER = 1 / 1000
"""In meters, the unit of Blender's meshes."""


def channel_curves(
    frames: Frames,
    columns: Sequence[str],
    basis: Basis,
    bound: float,
) -> dict[str, list[Curve]]:
    """Curves of a face's channels by the titles of their regions.

    frames: values (n, k) of channels among the columns. basis: of the face's model, in meters of
    the world.
    bound: millimeters within which keyframes may be dropped, 0 to keep one a frame.
    """
    kept = None
    if bound:
        rows = [columns.index(name) for name in frames.names]
        kept = _kept_of_channels(frames.values, rows, basis, bound)
    groups: dict[str, list[Curve]] = {}
    for place, name in enumerate(frames.names):
        path = channel_path(columns.index(name))
        values = frames.values[:, place]
        curve = _curve(path, values, kept[place] if kept else None)
        title = REGIONS[CHANNELS[name].region]
        groups.setdefault(title, []).append(curve)
    # As the panel has them, whatever comes first in the recording.
    return {title: groups[title] for title in REGIONS.values() if title in groups}


def _kept_of_channels(
    values: np.ndarray,
    rows: Sequence[int],
    basis: Basis,
    bound: float,
) -> list[np.ndarray]:
    """For each channel the frames to key, of values (n, k); rows are the channels' in the basis.

    bound: millimeters.
    """
    if basis.ceiling is not None:
        # What the model clips does not move the mesh, and needs no keys.
        floor = basis.floor[rows]
        ceiling = basis.ceiling[rows]
        values = np.clip(values, floor, ceiling)
    return reduce_keys(values, basis.shapes[rows], bound * _MILLIMETER)


class ShapeKeyCurves(NamedTuple):
    """Curves of shape keys, and the names of those that are left out, as drivers move them."""

    curves: list[Curve]
    left_out: list[str]


def shape_key_curves(
    obj: bpy.types.Object,
    retargeted: Retargeted,
    bound: float,
    meters: np.ndarray,
) -> ShapeKeyCurves:
    """Curves of the shape keys that a take moves.

    retargeted: values (n, m) of shape keys by their names; those that the mesh lacks are passed
    over.
    bound: millimeters within which keyframes may be dropped, 0 to keep one a frame. meters: (3, 3)
    of `world_meters`.
    """
    mesh = obj.data
    driven = _driven_paths(mesh.shape_keys)
    present = set(key_names(mesh))
    columns = []
    left_out = []
    for column, name in enumerate(retargeted.targets):
        if name not in present:
            continue
        if key_path(name) in driven:
            # A driver overrules keys: they would be there for nothing.
            left_out.append(name)
        else:
            columns.append(column)
    names = [retargeted.targets[column] for column in columns]
    kept = None
    if bound and names:
        shapes = _displacements(obj, names) @ meters
        values = retargeted.values[:, columns]
        kept = reduce_keys(values, shapes, bound * _MILLIMETER)
    curves = []
    for place, column in enumerate(columns):
        # A view, not a copy: several meshes with the same links share the values.
        values = retargeted.values[:, column]
        path = key_path(names[place])
        curve = _curve(path, values, kept[place] if kept else None)
        curves.append(curve)
    return ShapeKeyCurves(curves, left_out)


def _curve(
    path: str,
    values: np.ndarray,
    kept: np.ndarray | None,
) -> Curve:
    """A curve of values (n,), one a frame; kept: the frames (m,) to key, None for all."""
    if kept is None:
        return Curve(path, values)
    return Curve(path, values[kept], frames=kept)


def _driven_paths(keys: bpy.types.Key) -> set[str]:
    animation = keys.animation_data
    if animation is None:
        return set()
    return {path_by_name(keys, driver.data_path) for driver in animation.drivers}


def _displacements(obj: bpy.types.Object, targets: Sequence[str]) -> np.ndarray:
    """(m, V, 3) by which a unit of each shape key moves the V vertices that any of them moves;
    where none moves any, one that stays where it is.
    """
    blocks = _blocks_by_name(obj.data)
    shapes = [displacement(obj, blocks[name]) for name in targets]
    stacked = np.array(shapes)
    reach = np.abs(stacked).max(axis=(0, 2))
    moves = reach > 0
    if not moves.any():
        # The reduction measures distances of vertices, and wants at least one.
        return np.zeros((len(shapes), 1, 3), np.float32)
    return stacked[:, moves]


def _blocks_by_name(mesh: bpy.types.Mesh) -> dict[str, bpy.types.ShapeKey]:
    """Blender would look through all shape keys for each."""
    return dict(mesh.shape_keys.key_blocks.items())


class SliderRange(NamedTuple):
    """What a shape key's slider has to reach."""

    key: str
    low: float
    high: float


def wider_sliders(mesh: bpy.types.Mesh, curves: Iterable[Curve]) -> list[SliderRange]:
    """Sliders that do not reach what is to be keyed: Blender clips animation to their range."""
    blocks = {key_path(block.name): block for block in mesh.shape_keys.key_blocks}
    ranges = []
    for curve in curves:
        if not len(curve.values):
            continue
        block = blocks[curve.path]
        lowest = float(curve.values.min())
        highest = float(curve.values.max())
        # Never narrower than the user has them.
        low = min(block.slider_min, lowest)
        high = max(block.slider_max, highest)
        is_wider = low < block.slider_min or high > block.slider_max
        if is_wider:
            ranges.append(SliderRange(block.name, low, high))
    return ranges


def set_sliders(mesh: bpy.types.Mesh, ranges: Iterable[SliderRange]) -> None:
    """Give sliders of shape keys their ranges."""
    blocks = _blocks_by_name(mesh)
    for key, low, high in ranges:
        block = blocks[key]
        block.slider_min = low
        block.slider_max = high
