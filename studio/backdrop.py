"""A world that looks like a lit backdrop. It has no seams and no edges, and needs no light."""

import bpy

from ..blender.materials import use_nodes
from ..blender.nodes import Tree
from ..blender.render import world_settings_of_cycles

_AMBIENT = 0.05
"""Strength of the light from all round."""

_VIGNETTE = 0.55
"""How bright the backdrop is in the corners, of its brightness in the middle."""

# Where the vignette begins and ends, in widths of the picture from its middle.
_VIGNETTE_START = 0.1
_VIGNETTE_END = 0.75


def paint_backdrop(world: bpy.types.World, color: tuple[float, float, float]) -> None:
    """Show the camera a color, darker toward the corners, in linear light.

    The face gets the same faint light from all round, whatever the color.
    """
    use_nodes(world)
    world.color = color  # what Solid mode shows
    cycles = world_settings_of_cycles(world)
    if cycles is not None:
        cycles.sampling_method = "NONE"  # even and faint, it needs no samples of its own
    world.node_tree.nodes.clear()
    tree = Tree(world.node_tree)
    seen = tree.out("ShaderNodeBackground", {"Color": (*color, 1), "Strength": _brightness(tree)})
    ambient = tree.out("ShaderNodeBackground", {"Strength": _AMBIENT})
    is_camera = tree.node("ShaderNodeLightPath").outputs["Is Camera Ray"]
    shown = tree.out("ShaderNodeMixShader", {0: is_camera, 1: ambient, 2: seen})
    tree.node("ShaderNodeOutputWorld", {"Surface": shown})
    tree.arrange()


def _brightness(tree: Tree) -> bpy.types.NodeSocket:
    """1 in the middle of the picture, _VIGNETTE in its corners, smoothly between."""
    place = tree.node("ShaderNodeTexCoord").outputs["Window"]
    from_middle = tree.vector("DISTANCE", place, (0.5, 0.5, 0))
    return tree.out(
        "ShaderNodeMapRange",
        {
            "Value": from_middle,
            "From Min": _VIGNETTE_START,
            "From Max": _VIGNETTE_END,
            "To Min": 1,
            "To Max": _VIGNETTE,
        },
        interpolation_type="SMOOTHSTEP",
    )
