"""Edges of the landmarks' mesh as arrays, and as numbers that sets of edges are compared by."""

import bpy
import numpy as np

from ..data.anatomy.topology import LANDMARKS

_SIDES = ((0, 1), (1, 2), (2, 0))
"""Of a triangle, by its corners."""


def mesh_edges(mesh: bpy.types.Mesh) -> np.ndarray:
    """(n, 2) int32, the vertices that each edge of a mesh joins, the smaller index first."""
    count = len(mesh.edges)
    flat = np.empty(2 * count, np.int32)
    mesh.edges.foreach_get("vertices", flat)
    edges = flat.reshape(count, 2)
    return np.sort(edges, axis=1)


def triangle_edges(triangles: np.ndarray) -> np.ndarray:
    """(3n, 2) the edges of triangles (n, 3), the smaller index first; shared ones appear twice."""
    sides = triangles[:, _SIDES]
    edges = sides.reshape(-1, 2)
    return np.sort(edges, axis=1)


def edge_keys(edges: np.ndarray) -> np.ndarray:
    """(n,) one number for each of (n, 2) edges between landmarks, the smaller index first.

    The edge from landmark 2 to landmark 5 has the key 2 * 478 + 5 = 961.
    """
    smaller, larger = edges.T
    return smaller * LANDMARKS + larger
