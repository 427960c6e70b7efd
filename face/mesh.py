"""The mesh of a face: built from the topology, moved by writing vertex positions."""

import bpy
import numpy as np

from ..data.anatomy.mouth import rim_side
from ..data.anatomy.openings import OPENINGS
from ..data.anatomy.topology import LANDMARKS, OVAL, topology
from ..data.errors import ModelError
from .looks.materials import face_materials, slot_of_area
from .looks.painting import paint
from .parts.eyes import OPPOSITE
from .parts.head import SEAM
from .parts.mouth import RIM
from .stored_model import basis_of, unpack

LANDMARK = "landmark"
"""Point attribute with each vertex's MediaPipe index: shows when vertices were sorted."""
REST = "rest"
"""Point attribute: where the model's neutral face has the vertex, in the object's axes, meters."""
AREA = "part"
"""Face attribute: index into topology.AREAS."""

_order = np.arange(LANDMARKS, dtype=np.int32)
_IN_ORDER = _order.tobytes()
_shown: dict[int, np.ndarray] = {}
"""Mesh -> the channel values that its vertices show."""


def build_mesh(name: str) -> bpy.types.Mesh:
    mesh = bpy.data.meshes.new(name)
    for material in face_materials():
        mesh.materials.append(material)
    fill(mesh)
    return mesh


def fill(mesh: bpy.types.Mesh) -> None:
    """(Re)make vertices, faces and their attributes, each vertex at the origin."""
    face = topology()
    mesh.clear_geometry()
    mesh.vertices.add(LANDMARKS)
    mesh.loops.add(face.triangles.size)
    mesh.polygons.add(len(face.triangles))
    mesh.loops.foreach_set("vertex_index", face.triangles.ravel())
    mesh.polygons.foreach_set("loop_start", np.arange(0, face.triangles.size, 3, dtype=np.int32))
    slots = np.array([slot_of_area(area) for area in face.area], np.int32)
    mesh.polygons.foreach_set("material_index", slots)
    mesh.update(calc_edges=True)
    mesh.shade_smooth()
    uv = mesh.uv_layers.new(name="UVMap")
    uv.uv.foreach_set("vector", face.uv[face.triangles.ravel()].ravel())
    mesh.attributes.new(LANDMARK, "INT", "POINT").data.foreach_set(
        "value", np.arange(LANDMARKS, dtype=np.int32)
    )
    mesh.attributes.new(AREA, "INT", "FACE").data.foreach_set("value", face.area.astype(np.int32))
    mesh.attributes.new(REST, "FLOAT_VECTOR", "POINT")
    paint(mesh)
    rim = np.zeros(LANDMARKS, np.float32)
    for vertex, side in rim_side().items():
        rim[vertex] = side
    mesh.attributes.new(RIM, "FLOAT", "POINT").data.foreach_set("value", rim)
    opposite = np.zeros(LANDMARKS, np.int32)
    for eye in ("right_eye", "left_eye"):
        opposite[[*OPENINGS[eye].upper]] = OPENINGS[eye].lower
    mesh.attributes.new(OPPOSITE, "INT", "POINT").data.foreach_set("value", opposite)
    seam = np.isin(np.arange(LANDMARKS), OVAL)
    mesh.attributes.new(SEAM, "BOOLEAN", "POINT").data.foreach_set("value", seam)
    _crease_openings(mesh, slots)
    mesh.validate()


def _crease_openings(mesh: bpy.types.Mesh, slots: np.ndarray) -> None:
    """Keep the rims of eyes and mouth under subdivision, and shade eyes apart from lids."""
    edges = np.empty(2 * len(mesh.edges), np.int32)
    mesh.edges.foreach_get("vertices", edges)
    edges = np.sort(edges.reshape(-1, 2), axis=1)
    fillings = [slots == slot_of_area(area) for area in (2, 4)]  # eyes, mouth
    is_rim = np.zeros(len(edges), bool)
    for filling in fillings:
        inner = _edge_keys(topology().triangles[filling])
        outer = _edge_keys(topology().triangles[~filling])
        is_rim |= np.isin(edges[:, 0] * LANDMARKS + edges[:, 1], np.intersect1d(inner, outer))
    crease = mesh.attributes.new("crease_edge", "FLOAT", "EDGE")
    crease.data.foreach_set("value", np.where(is_rim, 0.8, 0).astype(np.float32))
    mesh.attributes.new("sharp_edge", "BOOLEAN", "EDGE").data.foreach_set("value", is_rim)


def _edge_keys(triangles: np.ndarray) -> np.ndarray:
    edges = np.sort(triangles[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
    return edges[:, 0] * LANDMARKS + edges[:, 1]


def group_vertices(obj: bpy.types.Object) -> None:
    for name, indices in topology().groups.items():
        group = obj.vertex_groups.get(name) or obj.vertex_groups.new(name=name)
        group.add(indices.tolist(), 1, "REPLACE")


def problem(mesh: bpy.types.Mesh) -> str:
    """Why the sliders cannot move this face, with the remedy; empty when they can."""
    face = mesh.blendshape_face
    try:
        columns = unpack(face.model).columns
    except ModelError as error:
        return str(error)
    if columns != tuple(channel.name for channel in face.channels):
        return "The channels are not those of the model: load the model again"
    return _mesh_problem(mesh)


def _mesh_problem(mesh: bpy.types.Mesh) -> str:
    if mesh.is_editmode:
        return "Edit Mode: leave it to move the face"
    if not mesh.is_editable:
        source = mesh.library.name if mesh.library else "another file"
        return f"Linked from {source}: make the mesh local to move it"
    if mesh.shape_keys:
        return "Shape keys hide the sliders: remove the shape keys to move the face"
    if not in_order(mesh):
        return "Vertices were added, deleted or sorted: rebuild the mesh to move the face"
    return ""


def in_order(mesh: bpy.types.Mesh) -> bool:
    """Whether the vertices are still the 478 landmarks in MediaPipe's order."""
    landmark = mesh.attributes.get(LANDMARK)
    if landmark is None:
        return False
    indices = landmark.data
    if len(indices) != LANDMARKS:
        return False
    indices.foreach_get("value", _order)
    return _order.tobytes() == _IN_ORDER


def refresh(mesh: bpy.types.Mesh) -> None:
    """Move the vertices to where the model puts them for the channels' present values.

    A face with a problem stays as it is.
    """
    face = mesh.blendshape_face
    _show(mesh, face.model, _values(face))


def keep_rest(mesh: bpy.types.Mesh) -> None:
    """Store the model's neutral face on the mesh, where geometry nodes find it."""
    if rest := mesh.attributes.get(REST):
        neutral = basis_of(mesh.blendshape_face.model).rest
        rest.data.foreach_set("vector", np.ascontiguousarray(neutral, np.float32).ravel())


def follow(evaluated: bpy.types.Mesh) -> None:
    """Move a face to the values that animation or drivers gave its evaluated copy."""
    face = evaluated.blendshape_face
    if face.channels:
        mesh = evaluated.original
        values = _values(face)
        if not np.array_equal(_shown.get(mesh.session_uid, ()), values):
            _show(mesh, face.model, values)


def _values(face: bpy.types.PropertyGroup) -> np.ndarray:
    channels = face.channels
    values = np.empty(len(channels), np.float32)
    channels.foreach_get("value", values)
    return values


def _show(mesh: bpy.types.Mesh, model: bpy.types.Text | None, values: np.ndarray) -> None:
    try:
        basis = basis_of(model)
    except ModelError:
        return
    if len(values) == len(basis.shapes) and not _mesh_problem(mesh):
        mesh.attributes["position"].data.foreach_set("vector", basis.positions(values))
        mesh.update()
        _shown[mesh.session_uid] = values


def forget() -> None:
    """Forget what the meshes show: they were replaced, by a loaded file for instance."""
    _shown.clear()


def rebuild(mesh: bpy.types.Mesh) -> None:
    """Restore vertices and faces; channels, animation and materials stay."""
    fill(mesh)
    keep_rest(mesh)
    forget()
