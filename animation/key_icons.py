"""How sliders are keyed where Blender draws no dot of its own: angles, and linked sides."""

import bpy

from ..blender.actions import fcurves
from ..face.paths import channel_path
from ..face.properties import columns_of

_KEYED = "DECORATE_KEYFRAME"
_NEAR = 0.001
"""Frames from a frame to a key that is on it."""


def key_icon(mesh: bpy.types.Mesh, name: str, frame: float) -> str:
    """The icon of Blender's own dot for a channel of a live face."""
    animation = mesh.animation_data
    if animation is None:
        return "DECORATE"
    path = channel_path(columns_of(mesh).index(name))
    if animation.drivers.find(path):
        return "DECORATE_DRIVER"
    for curve in fcurves(mesh):
        if curve.data_path == path:
            return _KEYED if _has_key(curve, frame) else "DECORATE_ANIMATE"
    return "DECORATE"


def is_keyed(mesh: bpy.types.Mesh, name: str, frame: float) -> bool:
    """Whether a channel of a live face has a key on a frame."""
    return key_icon(mesh, name, frame) == _KEYED


def _has_key(curve: bpy.types.FCurve, frame: float) -> bool:
    """By halving: takes have thousands of keys, and panels ask at every frame."""
    points = curve.keyframe_points
    low = 0
    high = len(points)
    while low < high:
        middle = (low + high) // 2
        if points[middle].co.x < frame - _NEAR:
            low = middle + 1
        else:
            high = middle
    return low < len(points) and points[low].co.x <= frame + _NEAR
