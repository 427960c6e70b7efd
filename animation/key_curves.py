"""Curves of a character's shape keys."""

from collections.abc import Iterable, Sequence

import bpy
import numpy as np

from ..blender.actions import Curve
from ..characters.objects import key_names
from ..data.motion.reduction import reduce_keys
from ..data.rigs.retarget import Retargeted

KEYS_PATH = "key_blocks"


def curves_of(
    mesh: bpy.types.Mesh, moved: Retargeted, bound: float
) -> tuple[list[Curve], list[str]]:
    """Curves of the keys that a take moves, and the keys left out because they have a driver.

    bound: millimeters within which keyframes may be dropped, 0 to keep one a frame.
    """
    driven, there = _driven_paths(mesh.shape_keys), set(key_names(mesh))
    found = [index for index, name in enumerate(moved.targets) if name in there]
    left_out = [moved.targets[i] for i in found if key_path(moved.targets[i]) in driven]
    free = [index for index in found if moved.targets[index] not in left_out]
    kept = [slice(None)] * len(free)
    if bound and free:
        shapes = _displacements(mesh, [moved.targets[index] for index in free])
        kept = reduce_keys(moved.values[:, free], shapes, bound / 1000)
    curves = [
        Curve(
            key_path(moved.targets[index]),
            moved.values[rows, index],
            frames=rows if bound else None,
        )
        for index, rows in zip(free, kept, strict=True)
    ]
    return curves, left_out


def key_path(name: str) -> str:
    """Data path of a shape key's value. By name: users sort their keys."""
    return f'{KEYS_PATH}["{bpy.utils.escape_identifier(name)}"].value'


def _driven_paths(keys: bpy.types.Key) -> set[str]:
    animation = keys.animation_data
    return {driver.data_path for driver in animation.drivers} if animation else set()


def _displacements(mesh: bpy.types.Mesh, targets: Sequence[str]) -> np.ndarray:
    """(keys, moved vertices, 3) meters that a unit of each key moves."""
    blocks = mesh.shape_keys.key_blocks
    points = np.empty((2, 3 * len(mesh.vertices)), np.float32)
    shapes = []
    for name in targets:
        blocks[name].data.foreach_get("co", points[0])
        blocks[name].relative_key.data.foreach_get("co", points[1])
        shapes.append((points[0] - points[1]).reshape(-1, 3))
    stacked = np.array(shapes)
    return stacked[:, np.abs(stacked).max(axis=(0, 2)) > 0]


def widen_sliders(mesh: bpy.types.Mesh, curves: Iterable[Curve]) -> None:
    """Let the sliders reach what is keyed: Blender clips animation to their range."""
    blocks = {key_path(block.name): block for block in mesh.shape_keys.key_blocks}
    for curve in curves:
        block, values = blocks[curve.path], curve.values
        if len(values):
            block.slider_min = min(block.slider_min, float(values.min()))
            block.slider_max = max(block.slider_max, float(values.max()))
