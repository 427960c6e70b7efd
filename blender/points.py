"""Points of meshes and shape keys as arrays, read and written all at once."""

import bpy
import numpy as np


def read_points(items: bpy.types.bpy_prop_collection, name: str = "co") -> np.ndarray:
    """(n, 3) float32 of n vertices, points of a shape key, or values of an attribute.

    name: of their property: "co" and "normal" of vertices, "vector" of attributes.
    """
    points = np.empty((len(items), 3), np.float32)
    items.foreach_get(name, points.ravel())
    return points


def write_points(
    items: bpy.types.bpy_prop_collection,
    points: np.ndarray,
    name: str = "co",
) -> None:
    """Give n items points (n, 3), which are rounded to Blender's own float32."""
    # Of another kind of number Blender would take each by itself.
    exact = points.astype(np.float32, copy=False)
    items.foreach_set(name, exact.ravel())
