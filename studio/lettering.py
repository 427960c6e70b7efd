"""Texts in Blender's own font, as shapes: the letters of figures that are pixels."""

import bpy
import numpy as np

_ALIGN = {
    "start": "LEFT",
    "middle": "CENTER",
    "end": "RIGHT",
}
"""Where a text's place is in it, as SVG has it -> as Blender has it."""
_SMOOTHNESS = 3
"""Steps of each piece of a letter's outline; letters of a figure are a few pixels high."""


def letters(text: str, anchor: str) -> np.ndarray:
    """Triangles (n, 3, 2) of a text in ems as `rasterize` takes them: y goes up from its baseline.

    anchor: "start", "middle" or "end", which is at x = 0.
    """
    curve = bpy.data.curves.new("Figure", "FONT")
    curve.body = text
    curve.align_x = _ALIGN[anchor]
    curve.dimensions = "2D"
    curve.fill_mode = "FRONT"
    curve.resolution_u = _SMOOTHNESS
    # An object that is in no scene can be turned into a mesh all the same.
    obj = bpy.data.objects.new("Figure", curve)
    triangles = _triangles(obj.to_mesh())
    obj.to_mesh_clear()
    bpy.data.objects.remove(obj)
    bpy.data.curves.remove(curve)
    return triangles


def _triangles(mesh: bpy.types.Mesh) -> np.ndarray:
    """(n, 3, 2) corners of a flat mesh's triangles, across and up."""
    mesh.calc_loop_triangles()
    points = np.empty((len(mesh.vertices), 3), np.float32)
    mesh.vertices.foreach_get("co", points.ravel())
    corners = np.empty((len(mesh.loop_triangles), 3), np.int32)
    mesh.loop_triangles.foreach_get("vertices", corners.ravel())
    return points[corners, :2]
