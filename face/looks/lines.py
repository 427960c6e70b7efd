"""Lines on a face: edges of its triangles as thin tubes, by geometry nodes."""

import bpy

from ...blender.geometry_nodes import GeometryTree
from ...blender.materials import new_material, shader_of
from ...blender.modifiers import (
    GroupInput,
    finish,
    get_input,
    modifier_group,
    modifier_with,
    set_input,
    use_material,
)
from ...blender.nodes import Socket, Tree
from ...data.anatomy.eyeballs import CORNEA_OFFSET, CORNEA_RADIUS, IRIS_RADIUS
from ...data.looks import Lines
from ..attributes import EYE, FLESH, LINE, LINE_AXIS, LINE_COLOR
from .painting import EDGE, LEAST_OF_CONTOUR

MODIFIER = "Face: Lines"
GROUP = "Face Lines"
MATERIAL = "Face Lines"

THICKNESS = "Thickness"
COLOR = "Color"
CONTOURS = "Only Contours"
SHOW_FACE = "Show Face"
"""The modifier's inputs."""
SETTINGS = (THICKNESS, COLOR, SHOW_FACE)
"""Those that a user sets by taste."""

_THICKEST = 0.01
"""Meters, as are all lengths here."""
_THICKNESS = 0.0005
_SIDES = 8
"""Of the outline of a tube."""
_CORNEA_POLE = (CORNEA_OFFSET + CORNEA_RADIUS) / IRIS_RADIUS
"""How far before an eyeball's center the cornea ends, in iris radii as EYE."""
_POLE_REACH = 0.01
"""In iris radii: what is this near to the pole is the vertex there, and no other."""
_LIMBUS = -0.0024
"""From that pole back to the border of the iris."""


def lines_group() -> bpy.types.NodeTree:
    """The shared node group. Lines follow the smooth surface and lie half sunk in it."""
    # Without a library: a linked group could be neither mended nor saved with the file.
    if group := bpy.data.node_groups.get((GROUP, None)):
        return use_material(group, line_material())
    thickness = {
        "subtype": "DISTANCE",
        "default_value": _THICKNESS,
        "min_value": 0,
        "max_value": _THICKEST,
    }
    tree, given, sink = modifier_group(
        GROUP,
        {
            THICKNESS: GroupInput("Float", thickness),
            COLOR: GroupInput("Color", {"default_value": (0, 0, 0, 1)}),
            CONTOURS: GroupInput("Bool"),
            SHOW_FACE: GroupInput("Bool", {"default_value": True}),
        },
    )
    face = given["Geometry"]
    edges = tree.out(
        "GeometryNodeMeshToCurve",
        {
            "Mesh": face,
            "Selection": _is_line(tree, given[CONTOURS]),
        },
    )
    curves = tree.join(edges, _irises(tree, face))
    tubes = _tubes(tree, curves, given[THICKNESS])
    tubes = tree.store(tubes, LINE_COLOR, given[COLOR])
    tubes = tree.set_material(tubes, line_material())
    both = tree.join(face, tubes)
    shown = tree.switch(given[SHOW_FACE], tubes, both, "GEOMETRY")
    return finish(tree, sink, shown)


def _is_line(tree: GeometryTree, contours: Socket) -> Socket:
    """The field of edges that are drawn, only the contours or all of the landmarks' edges."""
    least = tree.switch(contours, EDGE, LEAST_OF_CONTOUR, "INT")
    is_drawn = tree.compare(tree.attribute(LINE), "GREATER_EQUAL", least, "INT")
    # Not within mouth and lids: edges that are drawn in from their rims inherit LINE.
    outside = tree.opposite(tree.attribute(FLESH))
    return tree.both(is_drawn, tree.on_polygons(outside))


def _tubes(tree: GeometryTree, curves: Socket, thickness: Socket) -> Socket:
    """Curves as closed tubes, of a thickness in meters."""
    outline = tree.out(
        "GeometryNodeCurvePrimitiveCircle",
        {
            "Resolution": _SIDES,
            "Radius": tree.math("MULTIPLY", thickness, 0.5),
        },
    )
    return tree.out(
        "GeometryNodeCurveToMesh",
        {
            "Curve": curves,
            "Profile Curve": outline,
            "Fill Caps": True,
        },
    )


def _irises(tree: GeometryTree, face: Socket) -> Socket:
    """Rings on the eyeballs of a face, as curves; they replace the landmarks' irises."""
    place = tree.attribute(EYE)
    from_pole = tree.vector("SUBTRACT", place, (0, 0, _CORNEA_POLE))
    distance = tree.vector("LENGTH", from_pole)
    normal = tree.out("GeometryNodeInputNormal")
    # Points have no normal: it goes with them as an attribute.
    face = tree.store(face, LINE_AXIS, normal)
    back = tree.vector("SCALE", normal, _LIMBUS)
    poles = tree.out(
        "GeometryNodeMeshToPoints",
        {
            "Mesh": face,
            "Selection": tree.compare(distance, "LESS_THAN", _POLE_REACH),
            "Position": tree.vector("ADD", tree.position(), back),
        },
    )
    turn = tree.out(
        "FunctionNodeAlignRotationToVector",
        {"Vector": tree.attribute(LINE_AXIS)},
        axis="Z",
    )
    # Instances stand where the points are; realized they are curves like the edges.
    ring = tree.out("GeometryNodeCurvePrimitiveCircle", {"Radius": IRIS_RADIUS})
    rings = tree.out(
        "GeometryNodeInstanceOnPoints",
        {
            "Points": poles,
            "Instance": ring,
            "Rotation": turn,
        },
    )
    return tree.out("GeometryNodeRealizeInstances", {"Geometry": rings})


def draw_lines(obj: bpy.types.Object, lines: Lines) -> None:
    """Draw lines over a face, in place of others; of those of the same edges settings stay."""
    # First, so that it is mended also where the lines stay.
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
    """Whether a face's lines are only contours, None without lines."""
    modifier = lines_of(obj)
    return bool(get_input(modifier, CONTOURS)) if modifier else None


def remove_lines(obj: bpy.types.Object) -> None:
    """Take a face's lines off, if it has any."""
    modifier = obj.modifiers.get(MODIFIER)
    if modifier:
        obj.modifiers.remove(modifier)


def line_material() -> bpy.types.Material:
    """Shows LINE_COLOR as it is, unlit."""
    if material := bpy.data.materials.get((MATERIAL, None)):
        return material
    material = new_material(MATERIAL)
    nodes = material.node_tree.nodes
    tree = Tree(material.node_tree)
    # Emission in its place: lines take no light.
    nodes.remove(shader_of(material))
    color = tree.shader_attribute(LINE_COLOR)
    light = tree.out("ShaderNodeEmission", {"Color": color})
    sink = next(node for node in nodes if node.type == "OUTPUT_MATERIAL")
    tree.link(light, sink, "Surface")
    tree.arrange()
    return material
