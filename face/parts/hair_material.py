"""The material of hair: strands as stripes that run from the crown outwards, fewer to the ends."""

import bpy

from ...blender.materials import new_material, shader_of, viewport_color
from ...blender.nodes import Socket, Tree
from ...data.looks import DEFAULT, LOOKS
from ..attributes import HAIR_COLOR, STRAND

_NAME = "Face Hair"
_STRANDS = 75.0
_LOCKS = 9.0
"""Cells of noise along the radius of a circle around the head."""
_ALONG = 4.2
"""Cells of noise along a strand, however many there are across."""


def hair_material() -> bpy.types.Material:
    """The shared one; each face's color comes from its modifier."""
    if material := bpy.data.materials.get((_NAME, None)):
        return material
    material = new_material(_NAME)
    material.diffuse_color = viewport_color(LOOKS[DEFAULT].tone.hair)
    # The viewport's: it would shine like plastic there.
    material.roughness = 1.0
    material.specular_intensity = 0.1
    tree = Tree(material.node_tree)
    shader = shader_of(material)
    place = tree.shader_attribute(STRAND)
    x, y, along = tree.split(place)
    across = tree.combine(x, y, 0.0)
    layer = tree.vector("LENGTH", across)
    strands = _stripes(tree, place, _STRANDS)
    locks = _stripes(tree, place, _LOCKS)
    tree.link(_color(tree, strands, locks, layer), shader, "Base Color")
    tree.link(_cover(tree, strands, locks, along, layer), shader, "Alpha")
    shader.inputs["Roughness"].default_value = 0.6
    shader.inputs["Specular IOR Level"].default_value = 0.15
    tree.arrange()
    return material


def _stripes(tree: Tree, place: Socket, scale: float) -> Socket:
    """Noise that hardly changes along a strand, 0 to 1."""
    stretched = tree.vector("MULTIPLY", place, (1, 1, _ALONG / scale))
    noise = tree.node(
        "ShaderNodeTexNoise",
        {
            "Vector": stretched,
            "Scale": scale,
            "Detail": 1.0,
        },
    )
    return noise.outputs[0]


def _color(tree: Tree, strands: Socket, locks: Socket, layer: Socket) -> Socket:
    """Each strand a little lighter or darker; what lies deeper is darker."""
    bright = tree.ramp(strands, 0.3, 0.7, 0.45, 1.35)
    lock = tree.ramp(locks, 0.3, 0.7, 0.8, 1.2)
    bright = tree.math("MULTIPLY", bright, lock)
    deep = tree.ramp(layer, 1.0, 2.0, 0.55, 1.0)
    bright = tree.math("MULTIPLY", bright, deep)
    gray = tree.combine(bright, bright, bright)
    return tree.mix_colors(1.0, tree.shader_attribute(HAIR_COLOR), gray, "MULTIPLY")


def _cover(tree: Tree, strands: Socket, locks: Socket, along: Socket, layer: Socket) -> Socket:
    """1 where there are strands, 0 between them: to the ends there are fewer."""
    height = tree.math("MULTIPLY_ADD", locks, 0.5, strands)
    # Of noise around 0.75, what is above this is hair.
    inner = tree.ramp(along, 0.93, 1.0, 0.3, 0.8)
    outer = tree.ramp(along, 0.3, 1.0, 0.6, 0.8)
    is_outer = tree.ramp(layer, 1.4, 1.6)
    least = tree.math("SUBTRACT", outer, inner)
    least = tree.math("MULTIPLY_ADD", least, is_outer, inner)
    above = tree.math("SUBTRACT", height, least)
    return tree.ramp(above, 0.0, 0.08)
