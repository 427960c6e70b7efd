"""The skin: a node group that colors and roughens it by MASKS.

Noise runs in the coordinates of the neutral face, so that it moves with the face. Where a mask is
missing, on a head around the face for instance, the skin is plain and goes on without a seam.
"""

from typing import Any

import bpy

from ...blender.materials import exported_as, new_material, shader_of, viewport_color
from ...blender.nodes import Input, Socket, Tree
from ...data.looks import Tone
from ..attributes import REST, SKIN_BROW, SKIN_FLUSH, SKIN_LIDS, SKIN_LIPS, SKIN_SHADE

GROUP = "Face Skin"
TONE = "face_tone"
"""Custom property of a skin's material: its tone's title, whatever the material is called."""

_BLOOD_RADIUS = (1.0, 0.36, 0.20)
"""How far red, green and blue light travel in skin, as shares of _DEPTH."""
_DEPTH = 0.0032
"""Meters that red light travels below the skin; green and blue come less far."""
_RELIEF = 0.0001
"""Meters between the highest and the lowest of pores and of the lines of lips."""
_PORES = (640, 640, 640)
_LIP_LINES = (1400, 160, 220)
"""Cells of noise a meter, across the face, toward it and up."""
_COLORS = ("Skin", "Flush", "Lips", "Brows")
_AMOUNTS = ("Roughness", "Detail")
"""Inputs of the group, named as the fields of a Tone."""
_RESULTS = {
    "Base Color": "Color",
    "Roughness": "Float",
    "Specular IOR Level": "Float",
    "Normal": "Vector",
}
"""Its outputs, named as the inputs of a Principled BSDF, and their types."""
_SPECULAR = 0.4


def skin_group() -> bpy.types.NodeTree:
    """The shared node group: colors of a tone in, what a Principled BSDF needs out."""
    if group := bpy.data.node_groups.get((GROUP, None)):
        return group
    tree = Tree(_empty_group())
    given = tree.node("NodeGroupInput").outputs
    sink = tree.node("NodeGroupOutput")
    detail = given["Detail"]
    place = tree.shader_attribute(REST)
    lips = _lips(tree)
    hair = _hair(tree)
    grain = _grain(tree, place, lips)
    uneven = tree.math("SUBTRACT", grain, 0.5)
    uneven = tree.math("MULTIPLY", uneven, detail)
    color = _color(
        tree,
        given,
        place,
        lips,
        hair,
        uneven,
    )
    tree.link(color, sink, "Base Color")
    roughness = _roughness(
        tree,
        given["Roughness"],
        lips,
        hair,
        uneven,
    )
    tree.link(roughness, sink, "Roughness")
    specular = tree.math("MULTIPLY_ADD", hair, -0.3, _SPECULAR)
    tree.link(specular, sink, "Specular IOR Level")
    normal = tree.out(
        "ShaderNodeBump",
        {
            "Strength": detail,
            "Distance": _RELIEF,
            "Height": grain,
        },
    )
    tree.link(normal, sink, "Normal")
    tree.arrange()
    return tree.tree


def _empty_group() -> bpy.types.NodeTree:
    """The group with nothing but its inputs and outputs."""
    group = bpy.data.node_groups.new(GROUP, "ShaderNodeTree")
    assert group
    interface = group.interface
    for name in _COLORS:
        interface.new_socket(name, in_out="INPUT", socket_type="NodeSocketColor")
    for name in _AMOUNTS:
        socket = interface.new_socket(name, in_out="INPUT", socket_type="NodeSocketFloat")
        socket.min_value = 0
        socket.max_value = 1
        socket.subtype = "FACTOR"
    for name, kind in _RESULTS.items():
        interface.new_socket(name, in_out="OUTPUT", socket_type=f"NodeSocket{kind}")
    return group


def _grain(tree: Tree, place: Socket, lips: Socket) -> Socket:
    """Pores of the skin, upright lines on the lips: noise, 0 to 1."""
    pores = (*_PORES, 1)
    lines = (*_LIP_LINES, 1)
    scale = tree.mix_colors(lips, pores, lines)
    cell = tree.vector("MULTIPLY", place, scale)
    return _noise(tree, cell, scale=1, detail=2)


def _color(
    tree: Tree,
    given: Any,
    place: Socket,
    lips: Socket,
    hair: Socket,
    uneven: Socket,
) -> Socket:
    """The color of the skin with all that lies on it.

    given: the group's inputs by name. place: on the neutral face, meters. lips, hair: 0 to 1.
    uneven: around 0.
    """
    skin = given["Skin"]
    # Thicker pigment: the color on itself is darker and fuller.
    dark = tree.mix_colors(1.0, skin, skin, "MULTIPLY")
    darkest = tree.mix_colors(0.88, dark, (0, 0, 0, 1))

    # Where blood shows: by the mask, in patches of one or two centimeters.
    patches = _noise(tree, place, scale=70, detail=1)
    patches = tree.math("SUBTRACT", patches, 0.5)
    patches = tree.math("MULTIPLY", patches, given["Detail"])
    flush = tree.shader_attribute(SKIN_FLUSH)
    flush = tree.math("MULTIPLY", flush, 0.44)
    flush = tree.math("MULTIPLY_ADD", patches, 0.4, flush)

    lids = tree.shader_attribute(SKIN_LIDS)
    shade = tree.shader_attribute(SKIN_SHADE)
    holes = tree.ramp(shade, 0.2, 1.0)  # only nostrils are that dark
    rims = tree.ramp(lids, 0.75, 1.0)
    shade = tree.math("MULTIPLY_ADD", rims, 0.12, shade)
    shade = tree.math("MULTIPLY_ADD", uneven, 0.3, shade)

    # From below to above: what comes later covers what was there.
    color = tree.mix_colors(flush, skin, given["Flush"])
    color = tree.mix_colors(shade, color, dark)
    color = tree.mix_colors(holes, color, darkest)
    color = tree.mix_colors(lips, color, given["Lips"])
    color = tree.mix_colors(hair, color, given["Brows"])
    return exported_as(tree, color, skin)


def _roughness(
    tree: Tree,
    roughness: Socket,
    lips: Socket,
    hair: Socket,
    uneven: Socket,
) -> Socket:
    """A tone's roughness, less on the lips and more on hair."""
    rough = tree.math("MULTIPLY_ADD", uneven, 0.35, roughness)
    rough = tree.math("MULTIPLY_ADD", lips, -0.06, rough)
    return tree.math("MULTIPLY_ADD", hair, 0.2, rough)


def _lips(tree: Tree) -> Socket:
    """1 on the lips, 0 off them, soft over a little of their border, where the mask is 0.5."""
    return tree.ramp(tree.shader_attribute(SKIN_LIPS), 0.494, 0.53)


def _hair(tree: Tree) -> Socket:
    """How much of the skin hair covers: brows, and the roots of the lashes."""
    rims = tree.shader_attribute(SKIN_LIDS)
    roots = tree.ramp(rims, 0.955, 0.995)
    roots = tree.math("MULTIPLY", roots, 0.8)
    return tree.math("MAXIMUM", roots, _brows(tree))


def _brows(tree: Tree) -> Socket:
    """How much of the skin the brows' hairs cover, which rise at the nose and lie down toward the
    tail. Unit of all lengths: the length of a brow.
    """
    brow = tree.shader_attribute(SKIN_BROW)
    along, across, presence = tree.split(brow)
    inside = _inside_of_brow(tree, along, across)
    hairs = tree.out(
        "ShaderNodeTexNoise",
        {
            "Vector": _place_in_hairs(tree, along, across),
            "Scale": 1.0,
            "Detail": 1.0,
        },
        noise_dimensions="2D",
    )
    # Toward the edges only the densest of the noise is hair, so that they end hair by hair.
    hairs = tree.math("MULTIPLY", hairs, 1.1)
    dense = tree.math("MULTIPLY_ADD", inside, 0.75, hairs)
    hairy = tree.ramp(dense, 0.5, 1.05)
    fade = tree.ramp(inside, -0.25, 0.3)
    fade = tree.math("MULTIPLY", fade, presence)
    cover = tree.math("MULTIPLY", hairy, fade)
    return tree.math("MULTIPLY", cover, 0.95)


def _inside_of_brow(tree: Tree, along: Socket, across: Socket) -> Socket:
    """1 in the middle of a brow, 0 at its edges and ends, below that beyond."""
    head = tree.ramp(along, -0.06, 0.2)
    tail = tree.ramp(along, 1.2, 0.95)
    ends = tree.math("MULTIPLY", head, tail)
    widening = tree.ramp(along, 1.2, 0.4)
    half_width = tree.math("MULTIPLY_ADD", widening, 0.07, 0.02)
    off_middle = tree.math("ABSOLUTE", across)
    edge = tree.math("DIVIDE", off_middle, half_width)
    within_ends = tree.math("MULTIPLY_ADD", ends, 2.0, -1.0)
    return tree.math("SUBTRACT", within_ends, edge)


def _place_in_hairs(tree: Tree, along: Socket, across: Socket) -> Socket:
    """Where noise is drawn out to hairs: from strand to strand, and slowly along each."""
    # A hair keeps its `strand`; the slope turns from 75 degrees at the nose to 10 at the tail.
    square = tree.math("MULTIPLY", along, along)
    strand = tree.math("MULTIPLY_ADD", square, -0.4, along)
    lean = tree.math("MULTIPLY_ADD", along, 0.75, 0.25)
    lean = tree.math("MULTIPLY", across, lean)
    strand = tree.math("SUBTRACT", strand, lean)
    length = tree.math("ADD", along, across)
    return tree.combine(
        tree.math("MULTIPLY", strand, 75.0),
        tree.math("MULTIPLY", length, 11.0),
        0.0,
    )


def _noise(
    tree: Tree,
    place: Input,
    scale: float,
    detail: float,
) -> Socket:
    """Noise, 0 to 1, with so many cells a unit and so many finer layers."""
    return tree.out(
        "ShaderNodeTexNoise",
        {
            "Vector": place,
            "Scale": float(scale),
            "Detail": float(detail),
        },
    )


def skin_name(tone: Tone) -> str:
    """What the material of a tone is called."""
    return f"Face Skin {tone.title}"


def skin_material(tone: Tone) -> bpy.types.Material:
    """The skin of a tone; faces share it, and a user's changes to it are kept."""
    name = skin_name(tone)
    if material := bpy.data.materials.get((name, None)):
        return material
    material = new_material(name)
    material[TONE] = tone.title
    material.diffuse_color = viewport_color(tone.skin)
    material.roughness = tone.roughness
    tree = Tree(material.node_tree)
    group = tree.node("ShaderNodeGroup", node_tree=skin_group())
    group.location = (-300, 200)  # in the editor, left of the shader
    for name in _COLORS:
        color = getattr(tone, name.lower())
        group.inputs[name].default_value = (*color, 1)
    for name in _AMOUNTS:
        amount = getattr(tone, name.lower())
        group.inputs[name].default_value = amount
    shader = shader_of(material)
    shader.inputs["Base Color"].default_value = (*tone.skin, 1)
    shader.inputs["Subsurface Weight"].default_value = tone.translucency
    shader.inputs["Subsurface Radius"].default_value = _BLOOD_RADIUS
    shader.inputs["Subsurface Scale"].default_value = _DEPTH
    # With a random walk a frame takes 1.8 times as long, with no less noise.
    shader.subsurface_method = "BURLEY"
    links = material.node_tree.links
    for name in _RESULTS:
        links.new(group.outputs[name], shader.inputs[name])
    return material
