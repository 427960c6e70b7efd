"""Points of meshes and shape keys as arrays, read and written all at once."""

import bpy
import numpy as np


def read_points(items: bpy.types.bpy_prop_collection, name: str = "co") -> np.ndarray:
    """(n, 3) float32 of n vertices, or points of a shape key.

    name: of their property, for vertices also "normal".
    """
    points = np.empty((len(items), 3), np.float32)
    items.foreach_get(name, points.ravel())
    return points


def write_points(items: bpy.types.bpy_prop_collection, points: np.ndarray) -> None:
    """Move n vertices, or points of a shape key, to (n, 3), rounded to Blender's own float32."""
    # Of another kind of number Blender would take each by itself.
    exact = points.astype(np.float32, copy=False)
    items.foreach_set("co", exact.ravel())
