"""What a face's mesh stores for its looks: masks that color the skin, edges drawn as lines."""

import bpy
import numpy as np

from ...blender.attributes import store
from ...data.anatomy.contours import contour_edges
from ...data.anatomy.masks import masks
from ..attributes import LINE, MASKS
from ..edges import edge_keys, mesh_edges

EDGE = 1
CONTOUR = 8
"""What LINE says of the landmarks' edges and of those that are MediaPipe's contours."""
LEAST_OF_CONTOUR = CONTOUR // 2
"""What is left of it where a head is sewn on, and more than is ever left of an EDGE."""


def paint(mesh: bpy.types.Mesh) -> None:
    """Store MASKS and LINE on a mesh of just the 478 landmarks.

    Subdivision carries the masks on to the vertices that it adds; where they are missing, skin is
    plain.
    """
    values = masks()
    for mask in MASKS:
        store(mesh, mask, values[mask.name])
    keys = edge_keys(mesh_edges(mesh))
    is_contour = np.isin(keys, edge_keys(contour_edges()))
    store(mesh, LINE, np.where(is_contour, CONTOUR, EDGE))
