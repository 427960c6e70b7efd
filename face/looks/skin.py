"""The skin: a node group that colors and roughens it by the masks of data/paint.py.

Noise runs in the coordinates of the neutral face, so that it moves with the face. Where a mask is
missing, on a head around the face for instance, the skin is plain and goes on without a seam.
"""

from typing import Any

import bpy

from ...blender.materials import new_material
from ...blender.nodes import Tree
from ...data.looks import Tone

GROUP = "Face Skin"
TONE = "face_tone"
"""Custom property of a skin's material: its tone's title, whatever the material is called."""

_BLOOD_RADIUS = (1.0, 0.36, 0.20)
_DEPTH = 0.0032
"""Meters that red light travels below the skin; green and blue come less far."""
_RELIEF = 0.0001
"""Meters between the highest and the lowest of pores and of the lines of lips."""
_PORES, _LIP_LINES = (640, 640, 640), (1400, 160, 220)
"""Cells of noise a meter, across the face, toward it and up."""
_COLORS, _AMOUNTS = ("Skin", "Flush", "Lips", "Brows"), ("Roughness", "Detail")
"""Inputs of the group, named as the fields of a Tone."""
_RESULTS = {
    "Base Color": "Color", "Roughness": "Float", "Specular IOR Level": "Float", "Normal": "Vector",
}  # fmt: skip
"""Its outputs, named as the inputs of a Principled BSDF."""
_SPECULAR = 0.4

Socket = Any


def skin_group() -> bpy.types.NodeTree:
    """The shared node group: colors of a tone in, what a Principled BSDF needs out."""
    if group := bpy.data.node_groups.get((GROUP, None)):
        return group
    group = bpy.data.node_groups.new(GROUP, "ShaderNodeTree")
    for name in _COLORS:
        group.interface.new_socket(name, in_out="INPUT", socket_type="NodeSocketColor")
    for name in _AMOUNTS:
        socket = group.interface.new_socket(name, in_out="INPUT", socket_type="NodeSocketFloat")
        socket.min_value, socket.max_value, socket.subtype = 0, 1, "FACTOR"
    for name, kind in _RESULTS.items():
        group.interface.new_socket(name, in_out="OUTPUT", socket_type=f"NodeSocket{kind}")
    tree = Tree(group)
    given, sink = tree.node("NodeGroupInput").outputs, tree.node("NodeGroupOutput")
    place = _attribute(tree, "rest", "Vector")
    lips, hair = _lips(tree), _hair(tree)
    grain = _grain(tree, place, lips)
    uneven = tree.math("MULTIPLY", tree.math("SUBTRACT", grain, 0.5), given["Detail"])
    bump = {"Strength": given["Detail"], "Distance": _RELIEF, "Height": grain}
    for name, socket in (
        ("Base Color", _color(tree, given, place, lips, hair, uneven)),
        ("Roughness", _roughness(tree, given, lips, hair, uneven)),
        ("Specular IOR Level", tree.math("MULTIPLY_ADD", hair, -0.3, _SPECULAR)),
        ("Normal", tree.out("ShaderNodeBump", bump)),
    ):
        tree.tree.links.new(socket, sink.inputs[name])
    tree.arrange()
    return group


def _grain(tree: Tree, place: Socket, lips: Socket) -> Socket:
    """Pores of the skin, upright lines on the lips."""
    scale = _mix(tree, lips, (*_PORES, 1), (*_LIP_LINES, 1))
    return _noise(tree, tree.vector("MULTIPLY", place, scale), 1, 2)


def _color(
    tree: Tree, given: Any, place: Socket, lips: Socket, hair: Socket, uneven: Socket
) -> Socket:
    skin = given["Skin"]
    # Thicker pigment: the color on itself is darker and fuller.
    dark = _mix(tree, 1.0, skin, skin, "MULTIPLY")
    darkest = _mix(tree, 0.88, dark, (0, 0, 0, 1))
    patches = tree.math("SUBTRACT", _noise(tree, place, 70, 1), 0.5)
    patches = tree.math("MULTIPLY", patches, given["Detail"])
    flush = tree.math("MULTIPLY", _attribute(tree, "skin_flush"), 0.44)
    flush = tree.math("MULTIPLY_ADD", patches, 0.4, flush)
    lids = _attribute(tree, "skin_lids")
    shade = _attribute(tree, "skin_shade")
    holes = _smooth(tree, shade, 0.2, 1.0)
    shade = tree.math("MULTIPLY_ADD", _smooth(tree, lids, 0.75, 1.0), 0.12, shade)
    shade = tree.math("MULTIPLY_ADD", uneven, 0.3, shade)
    color = _mix(tree, flush, skin, given["Flush"])
    color = _mix(tree, shade, color, dark)
    color = _mix(tree, holes, color, darkest)
    color = _mix(tree, lips, color, given["Lips"])
    color = _mix(tree, hair, color, given["Brows"])
    # As a multiple of the skin: Blender 5's glTF exporter takes that for the base color.
    return _mix(tree, 1.0, _mix(tree, 1.0, color, skin, "DIVIDE"), skin, "MULTIPLY")


def _roughness(tree: Tree, given: Any, lips: Socket, hair: Socket, uneven: Socket) -> Socket:
    rough = tree.math("MULTIPLY_ADD", uneven, 0.35, given["Roughness"])
    rough = tree.math("MULTIPLY_ADD", lips, -0.06, rough)
    return tree.math("MULTIPLY_ADD", hair, 0.2, rough)


def _lips(tree: Tree) -> Socket:
    return _smooth(tree, _attribute(tree, "skin_lips"), 0.494, 0.53)


def _hair(tree: Tree) -> Socket:
    roots = _smooth(tree, _attribute(tree, "skin_lids"), 0.955, 0.995)  # of the lashes
    return tree.math("MAXIMUM", tree.math("MULTIPLY", roots, 0.8), _brows(tree))


def _brows(tree: Tree) -> Socket:
    """Hairs that rise at the nose and lie down toward the tail. Unit: the length of a brow."""
    along, across, presence = tree.split(_attribute(tree, "skin_brow", "Vector"))
    ends = tree.math("MULTIPLY", _smooth(tree, along, -0.06, 0.2), _smooth(tree, along, 1.2, 0.95))
    half_width = tree.math("MULTIPLY_ADD", _smooth(tree, along, 1.2, 0.4), 0.07, 0.02)
    edge = tree.math("DIVIDE", tree.math("ABSOLUTE", across), half_width)
    inside = tree.math("SUBTRACT", tree.math("MULTIPLY_ADD", ends, 2.0, -1.0), edge)
    # A hair keeps its `strand`; the slope turns from 75 degrees at the nose to 10 at the tail.
    strand = tree.math("MULTIPLY_ADD", tree.math("MULTIPLY", along, along), -0.4, along)
    lean = tree.math("MULTIPLY", across, tree.math("MULTIPLY_ADD", along, 0.75, 0.25))
    strand = tree.math("SUBTRACT", strand, lean)
    length = tree.math("ADD", along, across)
    place = tree.combine(
        tree.math("MULTIPLY", strand, 75.0), tree.math("MULTIPLY", length, 11.0), 0.0
    )
    hairs = tree.out(
        "ShaderNodeTexNoise",
        {"Vector": place, "Scale": 1.0, "Detail": 1.0},
        noise_dimensions="2D",
    )
    dense = tree.math("MULTIPLY_ADD", inside, 0.75, tree.math("MULTIPLY", hairs, 1.1))
    hairy = _smooth(tree, dense, 0.5, 1.05)
    fade = tree.math("MULTIPLY", _smooth(tree, inside, -0.25, 0.3), presence)
    return tree.math("MULTIPLY", tree.math("MULTIPLY", hairy, fade), 0.95)


def _attribute(tree: Tree, name: str, output: str = "Fac") -> Socket:
    node = tree.node("ShaderNodeAttribute", attribute_name=name)
    return node.outputs[("Color", "Vector", "Fac").index(output)]  # named otherwise in Blender 5


def _noise(tree: Tree, place: Socket, scale: float, detail: float) -> Socket:
    inputs = {"Vector": place, "Scale": float(scale), "Detail": float(detail)}
    return tree.out("ShaderNodeTexNoise", inputs)


def _smooth(tree: Tree, value: Socket, low: float, high: float) -> Socket:
    """0 below `low`, 1 above `high`, or the other way round where low is the larger."""
    inputs = {"Value": value, "From Min": low, "From Max": high}
    return tree.out("ShaderNodeMapRange", inputs, interpolation_type="SMOOTHSTEP")


def _mix(tree: Tree, factor: Any, a: Any, b: Any, blend: str = "MIX") -> Socket:
    node = tree.node("ShaderNodeMix", {0: factor, 6: a, 7: b}, data_type="RGBA", blend_type=blend)
    return node.outputs[2]


def skin_name(tone: Tone) -> str:
    return f"Face Skin {tone.title}"


def skin_material(tone: Tone) -> bpy.types.Material:
    """The skin of a tone; faces share it, and a user's changes to it are kept."""
    if material := bpy.data.materials.get((skin_name(tone), None)):
        return material
    material = new_material(skin_name(tone))
    material[TONE] = tone.title
    material.diffuse_color = (*(c**0.75 for c in tone.skin), 1)
    material.roughness = tone.roughness
    group = Tree(material.node_tree).node("ShaderNodeGroup", node_tree=skin_group())
    group.location = (-300, 200)
    for names, spread in ((_COLORS, True), (_AMOUNTS, False)):
        for key in names:
            value = getattr(tone, key.lower())
            group.inputs[key].default_value = (*value, 1) if spread else value
    shader = material.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*tone.skin, 1)
    shader.inputs["Subsurface Weight"].default_value = tone.translucency
    shader.inputs["Subsurface Radius"].default_value = _BLOOD_RADIUS
    shader.inputs["Subsurface Scale"].default_value = _DEPTH
    # With a random walk a frame takes 1.8 times as long, with no less noise.
    shader.subsurface_method = "BURLEY"
    for name in _RESULTS:
        material.node_tree.links.new(group.outputs[name], shader.inputs[name])
    return material
