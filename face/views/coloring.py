"""Values on a face as colors: the node group that colors, what measures store for it, materials."""

import bpy

from ...blender.geometry_nodes import GeometryTree
from ...blender.materials import new_material, shader_of
from ...blender.modifiers import GroupInput, finish, modifier_group
from ...blender.nodes import Input, Socket, Tree
from ...data.anatomy.topology import AREAS, IRISES
from ...data.color_maps import COLOR_MAPS, ColorMap
from ..attributes import (
    AREA,
    LANDMARK,
    ON_SKIN,
    RANGE_END,
    VALUE,
    VIEW_COLOR,
)

MATERIAL = "Face Heat Map"
MAXIMUM = "Maximum"
AUTOMATIC = "Automatic"
"""Inputs of the modifier that colors: the upper end of the range, and whether the largest value of
the moment is taken for it."""

SMALLEST_RANGE = 0.01
"""In the values' unit: below it there is only noise to see."""
_LARGEST_AT_FIRST = 10
_ELSEWHERE = (0.5, 0.5, 0.5, 1)
"""Head, mouth and eyes in Solid mode."""
_DARKEST = 0.55
"""How bright a surface is that is seen from the side: enough to see the form by."""


def title_of(color_map: str) -> str:
    """Name of the node group that colors by one of COLOR_MAPS."""
    return f"Face Colors {color_map}"


def colors_group(color_map: str) -> bpy.types.NodeTree:
    """The shared node group that colors a face by one of COLOR_MAPS."""
    title = title_of(color_map)
    if group := bpy.data.node_groups.get((title, None)):
        return group
    maximum = {
        "default_value": _LARGEST_AT_FIRST,
        "min_value": SMALLEST_RANGE,
    }
    tree, given, sink = modifier_group(
        title,
        {
            MAXIMUM: GroupInput("Float", maximum),
            AUTOMATIC: GroupInput("Bool"),
        },
    )
    geometry = given["Geometry"]
    value = tree.attribute(VALUE)
    largest = _largest(tree, geometry, value)
    end = tree.switch(given[AUTOMATIC], given[MAXIMUM], largest, "FLOAT")
    geometry = tree.store(geometry, RANGE_END, end)  # for the color bar
    chart = COLOR_MAPS[color_map]
    share = tree.math("DIVIDE", value, end)
    if chart.symmetric:
        # From -1 to 1 becomes from 0 to 1.
        share = tree.math("MULTIPLY_ADD", share, 0.5, 0.5)
    color = color_of_share(tree, chart, share)
    # Skin and lips alone: what is within mouth and lids has no values.
    is_skin = tree.attribute(ON_SKIN)
    color = tree.switch(tree.on_polygons(is_skin), _ELSEWHERE, color, "RGBA")
    geometry = tree.store(geometry, VIEW_COLOR, color)
    geometry = tree.set_material(geometry, face_material(), is_skin)
    return finish(tree, sink, geometry)


def _largest(tree: GeometryTree, geometry: Input, value: Input) -> Socket:
    """The largest size of a value on a geometry, the same everywhere."""
    found = tree.node(
        "GeometryNodeAttributeStatistic",
        {
            "Geometry": geometry,
            "Attribute": tree.math("ABSOLUTE", value),
        },
    )
    return tree.math("MAXIMUM", found.outputs["Max"], SMALLEST_RANGE)


def store_measure(tree: GeometryTree, geometry: Input, value: Input) -> Socket:
    """A face's 478 landmarks with a value, which the irises lack, before other modifiers take it to
    what is built around them.
    """
    landmark = tree.attribute(LANDMARK)
    first_of_irises = min(IRISES.values())
    is_iris = tree.compare(landmark, "GREATER_EQUAL", first_of_irises, "INT")
    value = tree.switch(is_iris, value, 0.0, "FLOAT")
    geometry = tree.store(geometry, VALUE, value)
    # Skin and lips are the first of AREAS.
    area = tree.attribute(AREA)
    last = AREAS.index("lips")
    is_skin = tree.compare(area, "LESS_EQUAL", last, "INT")
    return tree.store(geometry, ON_SKIN, is_skin)


def color_of_share(tree: Tree, chart: ColorMap, share: Input) -> Socket:
    """The color of a share of the range, 0 its lower end and 1 its upper."""
    node = tree.node("ShaderNodeValToRGB", {0: share})
    elements = node.color_ramp.elements
    elements.remove(elements[-1])  # of the two that it has from the start
    first, *others = chart.linear
    elements[0].color = (*first, 1)
    for index, color in enumerate(others, 1):
        element = elements.new(index / len(others))
        element.color = (*color, 1)
    return node.outputs["Color"]


def face_material() -> bpy.types.Material:
    """The colors as they are where the surface faces the viewer, darker toward its outline.

    It takes no light: a lamp's color or a shadow would change the values that one reads.
    """
    if material := bpy.data.materials.get((MATERIAL, None)):
        return material
    material, tree = emission_material(MATERIAL)
    side = tree.node("ShaderNodeLayerWeight", {"Blend": 0.5}).outputs["Facing"]
    square = tree.math("MULTIPLY", side, side)
    strength = tree.math("MULTIPLY_ADD", square, _DARKEST - 1, 1.0)
    tree.link(strength, shader_of(material, "EMISSION"), "Strength")
    tree.arrange()
    return material


def emission_material(name: str) -> tuple[bpy.types.Material, Tree]:
    """A new material that shows VIEW_COLOR as it is, and its tree to go on with."""
    material = new_material(name)
    material.node_tree.nodes.clear()
    tree = Tree(material.node_tree)
    color = tree.shader_attribute(VIEW_COLOR)
    emission = tree.out("ShaderNodeEmission", {"Color": color})
    tree.node("ShaderNodeOutputMaterial", {"Surface": emission})
    tree.arrange()
    return material, tree
