"""A world that looks like a lit backdrop. It has no seams and no edges, and needs no light."""

import bpy

from ..blender.materials import use_nodes
from ..blender.render import world_settings_of_cycles
from ..data.looks import Color

_AMBIENT = 0.05
"""Strength of the light from all round."""
_VIGNETTE = 0.55
"""How bright the backdrop is in the corners, as a share of its middle."""
_BRIGHT_WITHIN = 0.1
_DARK_FROM = 0.75
"""Distances from the middle of the picture, whose width and height are 1; a corner is at 0.71."""
_COLUMN = 220
"""From node to node, in pixels of the node editor, across and down."""


def paint_backdrop(world: bpy.types.World, color: Color) -> None:
    """The camera sees the color, darker toward the corners; the face gets the same faint light
    from all round, whatever the color.
    """
    use_nodes(world)
    tree = world.node_tree
    # What Solid mode shows.
    world.color = color
    cycles = world_settings_of_cycles(world)
    if cycles:
        # Even and faint, it needs no samples of its own.
        cycles.sampling_method = "NONE"
    tree.nodes.clear()
    seen = _add(tree, "ShaderNodeBackground", 3)
    seen.inputs["Color"].default_value = (*color, 1)
    _add_vignette(tree, seen.inputs["Strength"])
    ambient = _add(tree, "ShaderNodeBackground", 3, row=1)
    ambient.inputs["Strength"].default_value = _AMBIENT
    # Rays from the camera see the backdrop, all others are light on the face.
    rays = _add(tree, "ShaderNodeLightPath", 3, row=-2)
    mix = _add(tree, "ShaderNodeMixShader", 4)
    output = _add(tree, "ShaderNodeOutputWorld", 5)
    # Both inputs for shaders are called Shader.
    _, if_not, if_so = mix.inputs
    link = tree.links.new
    link(rays.outputs["Is Camera Ray"], mix.inputs["Fac"])
    link(ambient.outputs["Background"], if_not)
    link(seen.outputs["Background"], if_so)
    link(mix.outputs["Shader"], output.inputs["Surface"])


def _add_vignette(tree: bpy.types.NodeTree, strength: bpy.types.NodeSocket) -> None:
    """Let a strength fall off from the middle of the picture to its corners."""
    window = _add(tree, "ShaderNodeTexCoord", 0)
    distance = _add(tree, "ShaderNodeVectorMath", 1)
    distance.operation = "DISTANCE"
    # From the middle of the picture: both vectors are called Vector.
    distance.inputs[1].default_value = (0.5, 0.5, 0)
    fall = _add(tree, "ShaderNodeMapRange", 2)
    fall.interpolation_type = "SMOOTHSTEP"
    fall.inputs["From Min"].default_value = _BRIGHT_WITHIN
    fall.inputs["From Max"].default_value = _DARK_FROM
    fall.inputs["To Min"].default_value = 1
    fall.inputs["To Max"].default_value = _VIGNETTE
    link = tree.links.new
    link(window.outputs["Window"], distance.inputs[0])
    link(distance.outputs["Value"], fall.inputs["Value"])
    link(fall.outputs["Result"], strength)


def _add(
    tree: bpy.types.NodeTree,
    kind: str,
    column: int,
    row: int = 0,
) -> bpy.types.Node:
    """A new node at its place in the node editor."""
    node = tree.nodes.new(kind)
    node.location = (_COLUMN * column, -_COLUMN * row)
    return node
