"""Lines on a face: edges of its triangles as thin tubes, by geometry nodes."""

import bpy

from ...blender.materials import new_material
from ...blender.nodes import (
    Tree,
    finish,
    get_input,
    modifier_group,
    modifier_with,
    set_input,
    use_material,
)
from ...data.looks import Lines
from ..parts.eyes import CORNEA_OFFSET, CORNEA_RADIUS, EYE, IRIS_RADIUS
from ..parts.flesh import FLESH
from .painting import EDGE, LEAST_OF_CONTOUR, LINE

MODIFIER = "Face: Lines"
GROUP, MATERIAL = "Face Lines", "Face Lines"
THICKNESS, COLOR, CONTOURS, SHOW_FACE = "Thickness", "Color", "Only Contours", "Show Face"
"""The modifier's inputs."""
SETTINGS = (THICKNESS, COLOR, SHOW_FACE)
"""Those that a user sets by taste."""

_COLOR, _AXIS = "line_color", "line_axis"
_SIDES = 8
_CORNEA_POLE = (CORNEA_OFFSET + CORNEA_RADIUS) / IRIS_RADIUS
_LIMBUS = -0.0024
"""Meters from that pole back to the border of the iris."""


def lines_group() -> bpy.types.NodeTree:
    """The shared node group. Lines follow the smooth surface and lie half sunk in it."""
    if group := bpy.data.node_groups.get((GROUP, None)):
        return use_material(group, line_material())
    thickness = {"subtype": "DISTANCE", "default_value": 0.0005, "min_value": 0, "max_value": 0.01}
    tree, given, sink = modifier_group(
        GROUP,
        Thickness=("Float", thickness),
        Color=("Color", {"default_value": (0, 0, 0, 1)}),
        Only_Contours=("Bool", {}),
        Show_Face=("Bool", {"default_value": True}),
    )
    face = given["Geometry"]
    least = tree.switch(given[CONTOURS], EDGE, LEAST_OF_CONTOUR, "INT")
    is_line = tree.compare(tree.attribute(LINE, "INT"), "GREATER_EQUAL", least, "INT")
    is_line = tree.both(is_line, _on_the_face(tree))
    curves = tree.out("GeometryNodeMeshToCurve", {"Mesh": face, "Selection": is_line})
    curves = tree.join(curves, _irises(tree, face))
    radius = tree.math("MULTIPLY", given[THICKNESS], 0.5)
    outline = tree.out("GeometryNodeCurvePrimitiveCircle", {"Resolution": _SIDES, "Radius": radius})
    tubes = tree.out(
        "GeometryNodeCurveToMesh", {"Curve": curves, "Profile Curve": outline, "Fill Caps": True}
    )
    tubes = tree.store(tubes, _COLOR, given[COLOR], "FLOAT_COLOR")
    tubes = tree.store(tubes, "added", True, "BOOLEAN")
    tubes = tree.out("GeometryNodeSetMaterial", {"Geometry": tubes, "Material": line_material()})
    both = tree.join(face, tubes)
    return finish(tree, sink, tree.switch(given[SHOW_FACE], tubes, both, "GEOMETRY"))


def _on_the_face(tree: Tree) -> bpy.types.NodeSocket:
    """Not within mouth and lids: edges that are drawn in from their rims inherit LINE."""
    inside = tree.attribute(FLESH, "BOOLEAN")
    outside = tree.out("FunctionNodeBooleanMath", {0: inside}, operation="NOT")
    return tree.out(
        "GeometryNodeFieldOnDomain", {"Value": outside}, data_type="BOOLEAN", domain="FACE"
    )


def _irises(tree: Tree, face: bpy.types.NodeSocket) -> bpy.types.NodeSocket:
    """Rings on the eyeballs, which replace the landmarks' irises."""
    place = tree.attribute(EYE, "FLOAT_VECTOR")
    distance = tree.vector("LENGTH", tree.vector("SUBTRACT", place, (0, 0, _CORNEA_POLE)))
    normal = tree.out("GeometryNodeInputNormal")
    face = tree.store(face, _AXIS, normal, "FLOAT_VECTOR")  # points have no normal
    back = tree.vector("SCALE", normal, _LIMBUS)
    poles = tree.out(
        "GeometryNodeMeshToPoints",
        {
            "Mesh": face,
            "Selection": tree.compare(distance, "LESS_THAN", 0.01),
            "Position": tree.vector("ADD", tree.out("GeometryNodeInputPosition"), back),
        },
    )
    turn = tree.out(
        "FunctionNodeAlignRotationToVector",
        {"Vector": tree.attribute(_AXIS, "FLOAT_VECTOR")},
        axis="Z",
    )
    ring = tree.out("GeometryNodeCurvePrimitiveCircle", {"Radius": IRIS_RADIUS})
    rings = tree.out(
        "GeometryNodeInstanceOnPoints", {"Points": poles, "Instance": ring, "Rotation": turn}
    )
    return tree.out("GeometryNodeRealizeInstances", {"Geometry": rings})


def draw_lines(obj: bpy.types.Object, lines: Lines) -> None:
    """Draw lines over a face, in place of others; of those of the same edges settings stay."""
    group = lines_group()
    if only_contours(obj) == lines.contours:
        return
    remove_lines(obj)
    modifier = obj.modifiers.new(MODIFIER, "NODES")
    modifier.node_group = group
    set_input(modifier, THICKNESS, lines.thickness)
    set_input(modifier, COLOR, (*lines.color, 1))
    set_input(modifier, CONTOURS, lines.contours)


def lines_of(obj: bpy.types.Object) -> bpy.types.Modifier | None:
    """The modifier that draws lines, unless a user took its node group away."""
    return modifier_with(obj, MODIFIER, *SETTINGS, CONTOURS)


def only_contours(obj: bpy.types.Object) -> bool | None:
    """Which lines a face has, None without."""
    modifier = lines_of(obj)
    return bool(get_input(modifier, CONTOURS)) if modifier else None


def remove_lines(obj: bpy.types.Object) -> None:
    if modifier := obj.modifiers.get(MODIFIER):
        obj.modifiers.remove(modifier)


def line_material() -> bpy.types.Material:
    """Shows the color as it is, unlit."""
    if material := bpy.data.materials.get((MATERIAL, None)):
        return material
    material = new_material(MATERIAL)
    tree = Tree(material.node_tree)
    tree.tree.nodes.remove(tree.tree.nodes["Principled BSDF"])
    color = tree.node("ShaderNodeAttribute", attribute_name=_COLOR).outputs["Color"]
    light = tree.out("ShaderNodeEmission", {"Color": color})
    sink = next(node for node in tree.tree.nodes if node.type == "OUTPUT_MATERIAL")
    tree.tree.links.new(light, sink.inputs["Surface"])
    tree.arrange()
    return material
