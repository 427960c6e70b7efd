"""Surfaces of numbers as Blender's meshes."""

import bpy
import numpy as np

from ..data.anatomy.garment import Surface


def surface_mesh(name: str, surface: Surface) -> bpy.types.Mesh:
    """A new mesh with a surface's polygons, each vertex at the origin."""
    mesh = bpy.data.meshes.new(name)
    mesh.vertices.add(surface.count)
    mesh.loops.add(len(surface.corners))
    mesh.polygons.add(len(surface.sizes))
    mesh.loops.foreach_set("vertex_index", surface.corners.astype(np.int32))
    mesh.polygons.foreach_set("loop_start", surface.starts.astype(np.int32))
    mesh.update(calc_edges=True)
    mesh.shade_smooth()
    return mesh
