"""Values on a face as colors, live and in renders: what the research views have in common.

A view measures on the bare landmarks, in a modifier that comes first: the subdivision rounds
positions but not other attributes, so that behind it a neutral face differs from its own rest by
millimeters. It colors in a modifier that comes last, when the values are on the smooth surface.
"""

from collections.abc import Iterator
from typing import Any

import bpy

from ...blender.materials import new_material
from ...blender.nodes import Tree, finish, modifier_group, set_input, use_material
from ...data.anatomy.topology import AREAS, IRISES
from ...data.color_maps import COLOR_MAPS, ColorMap
from ...data.errors import FaceError
from ..looks.lines import MODIFIER as LINES
from ..looks.materials import check_local
from ..mesh import AREA, LANDMARK, problem
from ..parts.flesh import FLESH
from ..properties import is_converted

MODIFIER, MATERIAL = "Face: Heat Map", "Face Heat Map"
MEASURES = ("Face: Displacement", "Face: Muscles")
"""Modifiers that measure; a face has one of them at a time."""

VALUE, MAXIMUM = "heat", "heat_maximum"
"""Point attributes: what was measured, and the upper end of the range on every point."""
SHARE = "heat_share"
"""Point attribute: how much of a value is the landmarks'; sewing the head on mixes in its zeros."""
SKIN = "heat_skin"
"""Face attribute: True on the landmarks' skin and lips, and on flesh that is drawn out of them."""
COLORS = "Heat Map"
"""Point attribute: the color, which Solid mode shows too."""
WEIGHTS = "muscles of "
"""Point attributes: this and a channel's name; how far a landmark lies over its muscles."""

SMALLEST_RANGE = 0.01
_ELSEWHERE = (0.5, 0.5, 0.5, 1)
"""Head, mouth and eyes in Solid mode."""
_DARKEST = 0.55
"""How bright a surface is that is seen from the side: enough to see the form by."""


def colors_group(name: str) -> bpy.types.NodeTree:
    """The shared node group that colors a face by one of COLOR_MAPS."""
    title = _title(name)
    if group := bpy.data.node_groups.get((title, None)):
        return group
    tree, given, sink = modifier_group(
        title,
        Maximum=("Float", {"default_value": 10, "min_value": SMALLEST_RANGE}),
        Automatic=("Bool", {}),
    )
    value = tree.math("DIVIDE", tree.attribute(VALUE), tree.attribute(SHARE))
    geometry = tree.store(given["Geometry"], VALUE, value)
    value = tree.attribute(VALUE)
    found = tree.node(
        "GeometryNodeAttributeStatistic",
        {"Geometry": geometry, "Attribute": tree.math("ABSOLUTE", value)},
    )
    largest = tree.math("MAXIMUM", found.outputs["Max"], SMALLEST_RANGE)
    maximum = tree.switch(given["Automatic"], given["Maximum"], largest, "FLOAT")
    geometry = tree.store(geometry, MAXIMUM, maximum)
    chart = COLOR_MAPS[name]
    share = tree.math("DIVIDE", value, maximum)
    if chart.symmetric:
        share = tree.math("MULTIPLY_ADD", share, 0.5, 0.5)
    is_flesh = tree.attribute(FLESH, "BOOLEAN")
    is_skin = tree.switch(is_flesh, tree.attribute(SKIN, "BOOLEAN"), False, "BOOLEAN")
    is_skin = tree.out(
        "GeometryNodeFieldOnDomain", {"Value": is_skin}, data_type="BOOLEAN", domain="FACE"
    )
    color = tree.switch(is_skin, _ELSEWHERE, mapped(tree, chart, share), "RGBA")
    geometry = tree.store(geometry, COLORS, color, "FLOAT_COLOR")
    return finish(tree, sink, geometry)


def _title(color_map: str) -> str:
    return f"Face Heat Map {color_map}"


def measured(tree: Tree, geometry: Any, value: Any) -> bpy.types.NodeSocket:
    """A face's 478 landmarks with a value, which the irises lack; skin and lips with the view's
    material, before other modifiers build head, mouth and eyes around them.
    """
    is_iris = tree.compare(
        tree.attribute(LANDMARK, "INT"), "GREATER_EQUAL", min(IRISES.values()), "INT"
    )
    value = tree.switch(is_iris, value, 0.0, "FLOAT")
    geometry = tree.store(tree.store(geometry, VALUE, value), SHARE, 1.0)
    area = tree.attribute(AREA, "INT")
    is_skin = tree.compare(area, "LESS_EQUAL", AREAS.index("lips"), "INT")
    geometry = tree.store(geometry, SKIN, is_skin, "BOOLEAN", "FACE")
    inputs = {"Geometry": geometry, "Selection": is_skin, "Material": _face_material()}
    return tree.out("GeometryNodeSetMaterial", inputs)


def mapped(tree: Tree, chart: ColorMap, share: Any) -> bpy.types.NodeSocket:
    """The color of a share of the range."""
    node = tree.node("ShaderNodeValToRGB", {0: share})
    elements = node.color_ramp.elements
    elements.remove(elements[-1])
    for index, color in enumerate(chart.linear):
        element = elements.new(index / (len(chart.linear) - 1)) if index else elements[0]
        element.color = (*color, 1)
    return node.outputs["Color"]


def _face_material() -> bpy.types.Material:
    """The colors as they are where the surface faces the viewer, darker toward its outline.

    It takes no light: a lamp's color or a shadow would change the values that one reads.
    """
    if material := bpy.data.materials.get((MATERIAL, None)):
        return material
    material, tree = emission_material(MATERIAL)
    side = tree.node("ShaderNodeLayerWeight", {"Blend": 0.5}).outputs["Facing"]
    square = tree.math("MULTIPLY", side, side)
    strength = tree.math("MULTIPLY_ADD", square, _DARKEST - 1, 1.0)
    emission = tree.tree.nodes["Emission"]
    tree.tree.links.new(strength, emission.inputs["Strength"])
    tree.arrange()
    return material


def emission_material(name: str) -> tuple[bpy.types.Material, Tree]:
    """A new material that shows COLORS as they are."""
    material = new_material(name)
    material.node_tree.nodes.clear()
    tree = Tree(material.node_tree)
    colors = tree.node("ShaderNodeAttribute", attribute_name=COLORS)
    emission = tree.node("ShaderNodeEmission", {"Color": colors.outputs["Color"]})
    tree.node("ShaderNodeOutputMaterial", {"Surface": emission.outputs["Emission"]})
    tree.arrange()
    return material, tree


def check_editable(obj: bpy.types.Object) -> None:
    """Raise FaceError where modifiers and attributes cannot be added."""
    check_local(obj)
    if not is_converted(obj.data) and (trouble := problem(obj.data)):
        raise FaceError(f"{obj.name}: {trouble}")


def show(
    obj: bpy.types.Object, measure: str, group: bpy.types.NodeTree, color_map: str
) -> tuple[bpy.types.Modifier, bpy.types.Modifier]:
    """Measure by a node group and color the result; a former view goes.

    Returns the modifiers that measure, one of MEASURES, and color.
    """
    remove(obj)
    # Behind the modifiers that move a face there is nothing left to tell landmarks by.
    first = obj.modifiers.new(measure, "NODES")
    first.node_group = use_material(group, _face_material())
    obj.modifiers.move(len(obj.modifiers) - 1, 0)
    lines = obj.modifiers.find(LINES)
    obj.modifiers.new(MODIFIER, "NODES").node_group = colors_group(color_map)
    if lines >= 0:  # they have a color of their own
        obj.modifiers.move(len(obj.modifiers) - 1, lines)
    obj.data.attributes.active_color_name = COLORS
    return obj.modifiers[measure], obj.modifiers[MODIFIER]


def set_range(modifier: bpy.types.Modifier, maximum: float, automatic: bool = False) -> None:
    set_input(modifier, "Maximum", maximum)
    set_input(modifier, "Automatic", automatic)


def color_map_of(obj: bpy.types.Object) -> str:
    """Name in COLOR_MAPS of the view on a face; the first where a user renamed its group."""
    group = obj.modifiers[MODIFIER].node_group
    names = (name for name in COLOR_MAPS if group.name.startswith(_title(name)))
    return next(names, next(iter(COLOR_MAPS)))


def has_view(obj: bpy.types.Object) -> bool:
    """Whether a face has a view, or what is left of one."""
    return any(name in obj.modifiers for name in (*MEASURES, MODIFIER))


def remove(obj: bpy.types.Object) -> None:
    """Take the view off a face, which looks as before."""
    for name in (*MEASURES, MODIFIER):
        for curve in list(_drivers(obj, name)):
            obj.animation_data.drivers.remove(curve)
        if modifier := obj.modifiers.get(name):
            obj.modifiers.remove(modifier)
    # Linked duplicates share the mesh, and may have views of their own.
    users = [other for other in bpy.data.objects if other.data == obj.data and has_view(other)]
    attributes = obj.data.attributes
    if not any(MEASURES[1] in other.modifiers for other in users):
        for name in [one.name for one in attributes if one.name.startswith(WEIGHTS)]:
            attributes.remove(attributes[name])
    if attributes.active_color_name == COLORS and not users:
        colors = obj.data.color_attributes
        attributes.active_color_name = colors[0].name if len(colors) else ""


def _drivers(obj: bpy.types.Object, modifier: str) -> Iterator[bpy.types.FCurve]:
    path = f'modifiers["{modifier}"]'
    for curve in obj.animation_data.drivers if obj.animation_data else ():
        if curve.data_path.startswith(path):
            yield curve
