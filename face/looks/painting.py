"""What a face's mesh stores for its looks: masks that color the skin, edges drawn as lines."""

import bpy
import numpy as np

from ...data.anatomy.contours import contour_edges
from ...data.anatomy.masks import masks
from ...data.anatomy.topology import LANDMARKS

LINE = "line"
"""Edge attribute: 1 on the landmarks' edges, 8 on MediaPipe's contours. Subdivision keeps it on
the pieces of these edges; edges that are added have 0; sewing a head to the oval halves it there.
"""
EDGE, CONTOUR = 1, 8
LEAST_OF_CONTOUR = CONTOUR // 2


def paint(mesh: bpy.types.Mesh) -> None:
    """Store the masks of data/paint.py, and LINE, on a mesh of just the 478 landmarks.

    Subdivision carries the masks on to the vertices that it adds; where they are missing, skin is
    plain.
    """
    for name, values in masks().items():
        kind, key = ("FLOAT", "value") if values.ndim == 1 else ("FLOAT_VECTOR", "vector")
        _store(mesh, name, kind, "POINT", key, values)
    edges = np.empty(2 * len(mesh.edges), np.int32)
    mesh.edges.foreach_get("vertices", edges)
    edges = np.sort(edges.reshape(-1, 2), axis=1) @ (LANDMARKS, 1)
    is_contour = np.isin(edges, contour_edges() @ (LANDMARKS, 1))
    _store(mesh, LINE, "INT", "EDGE", "value", np.where(is_contour, CONTOUR, EDGE).astype(np.int32))


def _store(
    mesh: bpy.types.Mesh, name: str, kind: str, domain: str, key: str, values: np.ndarray
) -> None:
    if former := mesh.attributes.get(name):
        mesh.attributes.remove(former)
    mesh.attributes.new(name, kind, domain).data.foreach_set(key, values.ravel())
