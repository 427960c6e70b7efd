"""A face's mesh built from the topology, with what geometry nodes and looks need to know of it."""

import bmesh
import bpy
import numpy as np

from ..blender.attributes import store
from ..data.anatomy.topology import AREAS, LANDMARKS, topology
from .attributes import AREA, CREASE, LANDMARK, REST, SHARP, UV_MAP
from .edges import edge_keys, mesh_edges, triangle_edges
from .looks.materials import face_materials, slot_of_area
from .looks.painting import paint
from .mesh import forget_shown, keep_rest

_FILLINGS = (("right_eye", "left_eye"), ("mouth",))
"""Areas that fill an opening flat, and whose borders are edges of the face: the eyes' whites toward
lids and irises, the inside of the mouth toward the lips."""
_RIM_CREASE = 0.8
"""Of 1: subdivision keeps rims nearly as they are."""


def build_mesh(name: str) -> bpy.types.Mesh:
    """A new mesh of a face with its materials, each vertex at the origin."""
    mesh = bpy.data.meshes.new(name)
    for material in face_materials():
        mesh.materials.append(material)
    _fill(mesh)
    return mesh


def rebuild(mesh: bpy.types.Mesh) -> None:
    """Restore vertices and triangles; channels, animation and materials stay."""
    _fill(mesh)
    keep_rest(mesh)
    forget_shown(mesh)


def group_vertices(obj: bpy.types.Object) -> None:
    """(Re)make the vertex groups of the face's regions, each weight 1."""
    for name, indices in topology().groups.items():
        group = obj.vertex_groups.get(name)
        if not group:
            group = obj.vertex_groups.new(name=name)
        group.add(indices.tolist(), 1, "REPLACE")


def _fill(mesh: bpy.types.Mesh) -> None:
    """(Re)make vertices, triangles and their attributes."""
    _make_triangles(mesh)
    landmarks = np.arange(LANDMARKS)
    store(mesh, LANDMARK, landmarks)
    store(mesh, AREA, topology().area)
    # Until `keep_rest`, which needs a model.
    store(mesh, REST, np.zeros((LANDMARKS, 3)))
    paint(mesh)
    is_rim = _is_rim(mesh_edges(mesh))
    store(mesh, CREASE, np.where(is_rim, _RIM_CREASE, 0))
    store(mesh, SHARP, is_rim)
    mesh.validate()


def _make_triangles(mesh: bpy.types.Mesh) -> None:
    face = topology()
    corners = face.triangles.ravel()
    slots = [slot_of_area(area) for area in AREAS]
    slot_by_area = np.array(slots, np.int32)
    _empty(mesh)
    mesh.vertices.add(LANDMARKS)
    mesh.loops.add(len(corners))
    mesh.polygons.add(len(face.triangles))
    mesh.loops.foreach_set("vertex_index", corners)
    starts = np.arange(0, len(corners), 3, dtype=np.int32)
    mesh.polygons.foreach_set("loop_start", starts)
    mesh.polygons.foreach_set("material_index", slot_by_area[face.area])
    mesh.update(calc_edges=True)  # before attributes of edges
    mesh.shade_smooth()
    uv = mesh.uv_layers.new(name=UV_MAP.name)
    uv.uv.foreach_set("vector", face.uv[corners].ravel())


def _empty(mesh: bpy.types.Mesh) -> None:
    """Remove all geometry, and all attributes with it."""
    # Not by clear_geometry(), which takes the mesh's animation along.
    nothing = bmesh.new()
    nothing.to_mesh(mesh)
    nothing.free()


def _is_rim(edges: np.ndarray) -> np.ndarray:
    """(n,) whether edges (n, 2) lie between what fills an opening and what is around it.

    They are creased, so that subdivision keeps the rims, and sharp, so that eyes are shaded apart
    from their lids.
    """
    face = topology()
    keys = edge_keys(edges)
    is_rim = np.zeros(len(edges), bool)
    for areas in _FILLINGS:
        indices = [AREAS.index(area) for area in areas]
        is_filling = np.isin(face.area, indices)
        inner = edge_keys(triangle_edges(face.triangles[is_filling]))
        outer = edge_keys(triangle_edges(face.triangles[~is_filling]))
        is_rim |= np.isin(keys, np.intersect1d(inner, outer))
    return is_rim
