"""What is behind the lips: a bag sewn to their rim, teeth, gums and a tongue that follow the jaw.

Lengths are meters, in the face's own axes.
"""

from typing import Any

import bpy
import numpy as np

from ...blender.nodes import Tree, finish, modifier_group, use_material, use_objects
from ...data.anatomy.mouth import CHIN, MOUTH, shapes
from ...data.anatomy.topology import AREAS
from .flesh import fleshed

BAG, TEETH = "Face: Mouth", "Face: Teeth"
"""Names of the modifiers before and after the surface is smoothed."""
_BAG_GROUP, _TEETH_GROUP, _PIECES = "Face Mouth", "Face Teeth", "Face Teeth and Tongue"

RIM = "rim"
"""Point attribute on the rim of the lips: 1 in the middle of the upper, -1 of the lower lip, near 0
at the corners, and 0 on all other vertices."""

_HINGE = (0, -0.018, -0.004)
"""The jaw's joints are a little in front of the ears, which the origin lies between."""
_WIDEST = 0.8
"""Radians that the jaw can open."""
_INSIDE, _YIELD = 0.005, 1.5
"""From how far inside the corners of the mouth teeth yield, and how far back for each meter."""

_WET, _PRESSED, _PARTED = 0.0016, 0.0016, 0.004
"""A closed mouth's landmarks leave a slit. Behind it the lips meet: how far behind, how far each
goes beyond the middle (smoothing takes most of it), and how much wider apart they no longer do."""
# Further rings of the bag behind the rim: depth, height above (or below) the lips.
_VESTIBULE = (0.0030, 0.0070)
_CAVITY = ((0.0115, 0.0185), (0.048, 0.0160))
_THROAT = (0, 0.064, -0.006)
_JAW = "jaw"


def bag_group(flesh: bpy.types.Material) -> bpy.types.NodeTree:
    """The shared node group that opens the mouth to a bag of this material."""
    if group := bpy.data.node_groups.get((_BAG_GROUP, None)):
        return use_material(group, flesh)
    tree, given, sink = modifier_group(_BAG_GROUP)
    return finish(tree, sink, _bag(tree, given["Geometry"], flesh))


def teeth_group(pieces: bpy.types.Object) -> bpy.types.NodeTree:
    """The shared node group that puts teeth and tongue into the mouth."""
    if group := bpy.data.node_groups.get((_TEETH_GROUP, None)):
        return use_objects(group, pieces)
    tree, given, sink = modifier_group(_TEETH_GROUP)
    geometry = given["Geometry"]
    jaw = _jaw(tree, geometry)
    info = tree.node("GeometryNodeObjectInfo", {"Object": pieces})
    position = tree.out("GeometryNodeInputPosition")
    middle, _ = _lips(tree, geometry, tree.attribute("rest", "FLOAT_VECTOR"))
    place = tree.vector("ADD", tree.vector("ADD", middle, position), _yielding(tree, geometry))
    is_jaw = tree.attribute(_JAW, "BOOLEAN")
    place = tree.switch(is_jaw, place, _with_jaw(tree, place, *jaw), "VECTOR")
    inside = tree.move(info.outputs["Geometry"], place)
    return finish(tree, sink, tree.join(geometry, inside))


def _yielding(tree: Tree, geometry: Any) -> bpy.types.NodeSocket:
    """Backwards, for teeth near the corners of a narrow mouth, which would come through them."""
    corners = (tree.at(geometry, tree.out("GeometryNodeInputPosition"), k) for k in MOUTH.corners)
    width = tree.vector("LENGTH", tree.vector("SUBTRACT", *corners))
    aside, _, _ = tree.split(tree.out("GeometryNodeInputPosition"))
    beyond = tree.math("MULTIPLY_ADD", width, -0.5, tree.math("ABSOLUTE", aside))
    beyond = tree.math("MAXIMUM", tree.math("ADD", beyond, _INSIDE), 0.0)
    return tree.combine(0.0, tree.math("MULTIPLY", beyond, _YIELD), 0.0)


def _lips(tree: Tree, geometry: Any, where: Any) -> tuple[Any, Any]:
    """Between the middles of the lips' edges, and from the upper to the lower one."""
    upper, lower = (tree.at(geometry, where, index) for index in MOUTH.middle)
    middle = tree.vector("SCALE", tree.vector("ADD", upper, lower), 0.5)
    return middle, tree.vector("SUBTRACT", lower, upper)


def _jaw(tree: Tree, geometry: Any) -> tuple[Any, Any]:
    """How far the jaw is open, and its shift to the side, by the chin against the neutral face."""
    points = []
    for source in (
        tree.attribute("rest", "FLOAT_VECTOR"),
        tree.out("GeometryNodeInputPosition"),
    ):
        total = tree.at(geometry, source, CHIN[0])
        for index in CHIN[1:]:
            total = tree.vector("ADD", total, tree.at(geometry, source, index))
        points.append(tree.vector("SCALE", total, 1 / len(CHIN)))
    angles = []
    for chin in points:
        _, y, z = tree.split(tree.vector("SUBTRACT", chin, _HINGE))
        angles.append(tree.math("ARCTAN2", z, y))
    opened = tree.math("SUBTRACT", angles[1], angles[0])
    opened = tree.out("ShaderNodeClamp", {"Value": opened, "Min": 0.0, "Max": _WIDEST})
    shift = tree.vector("MULTIPLY", tree.vector("SUBTRACT", points[1], points[0]), (1, 0, 0))
    return opened, shift


def _with_jaw(tree: Tree, position: Any, angle: Any, aside: Any) -> bpy.types.NodeSocket:
    turned = tree.out(
        "ShaderNodeVectorRotate",
        {"Vector": position, "Center": _HINGE, "Axis": (1, 0, 0), "Angle": angle},
        rotation_type="AXIS_ANGLE",
    )
    return tree.vector("ADD", turned, aside)


def _touching(tree: Tree, slit: Any, gap: Any) -> bpy.types.NodeSocket:
    """How far up the lips touch behind their rims: below them, and less as the mouth opens."""
    slit, gap = (tree.vector("LENGTH", apart) for apart in (slit, gap))
    closed = tree.out(
        "ShaderNodeMapRange",
        {
            "Value": gap,
            "From Min": slit,
            "From Max": tree.math("ADD", slit, _PARTED),
            "To Min": 1.0,
            "To Max": 0.0,
        },
        interpolation_type="SMOOTHSTEP",
    )
    return tree.math("MULTIPLY", tree.math("MULTIPLY_ADD", slit, -0.5, -_PRESSED), closed)


def _bag(tree: Tree, geometry: Any, flesh: bpy.types.Material) -> bpy.types.NodeSocket:
    """The face with its mouth open to the back instead of filled flat."""
    jaw = _jaw(tree, geometry)
    is_filling = tree.compare(tree.attribute("part", "INT"), "EQUAL", AREAS.index("mouth"), "INT")
    skin = tree.out(
        "GeometryNodeDeleteGeometry",
        {"Geometry": geometry, "Selection": is_filling},
        domain="FACE",
    )
    position = tree.out("GeometryNodeInputPosition")
    rest, rim = tree.attribute("rest", "FLOAT_VECTOR"), tree.attribute(RIM)
    middle, slit = _lips(tree, geometry, rest)
    touching = _touching(tree, slit, _lips(tree, geometry, position)[1])
    is_edge = tree.compare(tree.out("GeometryNodeInputMeshEdgeNeighbors"), "EQUAL", 1, "INT")
    is_lip = tree.compare(tree.math("ABSOLUTE", rim), "GREATER_THAN", 1e-6)
    selection = tree.both(is_edge, is_lip)

    def behind(base: Any, depth: float, height: Any) -> Any:
        return tree.vector(
            "ADD", base, tree.combine(0.0, depth, tree.math("MULTIPLY", rim, height))
        )

    # The corners go half of the way with the jaw.
    share = tree.out("ShaderNodeClamp", {"Value": tree.math("MULTIPLY_ADD", rim, -2.0, 0.5)})
    places = [behind(position, _WET, touching), behind(position, *_VESTIBULE)]
    for ring in (*(behind(rest, *size) for size in _CAVITY), tree.vector("ADD", middle, _THROAT)):
        lower = _with_jaw(tree, ring, *jaw)
        places.append(tree.out("ShaderNodeMix", {4: ring, 5: lower, 0: share}, data_type="VECTOR"))
    for place in places:
        ring = tree.node(
            "GeometryNodeExtrudeMesh",
            {"Mesh": skin, "Selection": selection, "Offset Scale": 0.0},
            mode="EDGES",
        )
        selection = ring.outputs["Top"]
        skin = tree.move(ring.outputs["Mesh"], place, selection)
        skin = fleshed(tree, skin, ring.outputs["Side"], flesh)
    return skin


def pieces(*materials: bpy.types.Material) -> bpy.types.Object:
    """Teeth, gums and tongue as an object that is in no scene; materials in this order."""
    if obj := bpy.data.objects.get((_PIECES, None)):
        return obj
    vertices, faces, kinds, jaw = [], [], [], []
    count = 0
    for shape in shapes():
        vertices.append(shape.vertices / 1000)
        faces += [[count + corner for corner in face] for face in shape.faces]
        kinds += [shape.kind] * len(shape.faces)
        jaw += [shape.jaw] * len(shape.vertices)
        count += len(shape.vertices)
    mesh = bpy.data.meshes.new(_PIECES)
    mesh.from_pydata(np.concatenate(vertices).tolist(), [], faces)
    for material in materials:
        mesh.materials.append(material)
    mesh.polygons.foreach_set("material_index", np.array(kinds, np.int32))
    mesh.shade_smooth()
    mesh.attributes.new(_JAW, "BOOLEAN", "POINT").data.foreach_set("value", np.array(jaw))
    mesh.attributes.new("added", "BOOLEAN", "POINT").data.foreach_set("value", np.ones(count, bool))
    return smoothed(bpy.data.objects.new(_PIECES, mesh))


def smoothed(obj: bpy.types.Object) -> bpy.types.Object:
    """The object with its surface subdivided for good."""
    modifier = obj.modifiers.new("Smooth", "SUBSURF")
    modifier.levels = 1
    scene = bpy.context.scene
    scene.collection.objects.link(obj)
    coarse = obj.data
    evaluated = obj.evaluated_get(bpy.context.evaluated_depsgraph_get())
    obj.data = bpy.data.meshes.new_from_object(evaluated)
    scene.collection.objects.unlink(obj)
    obj.modifiers.clear()
    name = coarse.name
    bpy.data.meshes.remove(coarse)
    obj.data.name = name
    return obj
