"""A world that looks like a lit backdrop. It has no seams and no edges, and needs no light."""

import bpy

from ..blender.materials import use_nodes

_AMBIENT = 0.05
_VIGNETTE = 0.55
"""How bright the backdrop is in the corners."""


def paint_backdrop(world: bpy.types.World, color: tuple[float, float, float]) -> None:
    """The camera sees the color, darker toward the corners; the face gets the same faint light
    from all round, whatever the color.
    """
    use_nodes(world)
    world.color = color  # what Solid mode shows
    if hasattr(world, "cycles"):  # an add-on, which a user may have turned off
        world.cycles.sampling_method = "NONE"  # even and faint, it needs no samples of its own
    tree = world.node_tree
    tree.nodes.clear()
    link = tree.links.new

    def node(kind: str, column: int, row: int = 0) -> bpy.types.Node:
        made = tree.nodes.new(kind)
        made.location = (220 * column, -220 * row)
        return made

    # Brightness falls off from the middle of the picture to its corners.
    window = node("ShaderNodeTexCoord", 0)
    distance = node("ShaderNodeVectorMath", 1)
    distance.operation = "DISTANCE"
    distance.inputs[1].default_value = (0.5, 0.5, 0)
    fall = node("ShaderNodeMapRange", 2)
    fall.interpolation_type = "SMOOTHSTEP"
    fall.inputs["From Min"].default_value, fall.inputs["From Max"].default_value = 0.1, 0.75
    fall.inputs["To Min"].default_value, fall.inputs["To Max"].default_value = 1, _VIGNETTE
    link(window.outputs["Window"], distance.inputs[0])
    link(distance.outputs["Value"], fall.inputs["Value"])
    seen, ambient = node("ShaderNodeBackground", 3), node("ShaderNodeBackground", 3, 1)
    seen.inputs["Color"].default_value = (*color, 1)
    link(fall.outputs["Result"], seen.inputs["Strength"])
    ambient.inputs["Strength"].default_value = _AMBIENT
    rays, mix = node("ShaderNodeLightPath", 3, -2), node("ShaderNodeMixShader", 4)
    link(rays.outputs["Is Camera Ray"], mix.inputs["Fac"])
    link(ambient.outputs["Background"], mix.inputs[1])
    link(seen.outputs["Background"], mix.inputs[2])
    link(mix.outputs["Shader"], node("ShaderNodeOutputWorld", 5).inputs["Surface"])
