"""Materials of eyes and mouth, shared by all faces; a user's changes to them are kept."""

from collections.abc import Callable
from typing import Any

import bpy

from ...blender.materials import new_material, shader_of, viewport_color
from ...blender.nodes import Input, Socket, Tree
from ..attributes import EYE, IRIS_COLOR, PUPIL

Color = tuple[float, float, float]
"""Linear RGB."""
Build = Callable[[Tree, Any], None]
"""Completes a material, given its tree and the Principled BSDF in it."""

_WHITE = (0.71, 0.67, 0.64)
_VEINS = (0.55, 0.27, 0.22)
_LIMBUS = (0.012, 0.016, 0.020)
"""The dark border of the iris."""
_BLACK = (0.002, 0.002, 0.002)
_FLESH = (0.36, 0.115, 0.10)
_TEETH = (0.70, 0.64, 0.54)
_GUMS = (0.48, 0.16, 0.15)
_TONGUE = (0.52, 0.18, 0.17)
_LASHES = (0.030, 0.020, 0.014)
_IRIS_IN_SOLID = (0.05, 0.13, 0.19)
_BROWS = (0.030, 0.018, 0.012)
_CLOTH = (0.045, 0.052, 0.065)

_SCATTER = 0.002
"""Meters that red light travels in flesh and teeth."""
_BUMPS = 900.0
"""Of the tongue, a meter."""
_BUMP_HEIGHT = 0.0004
"""Meters."""
_CORNEA_IOR = 1.376
_CORNEA_ROUGHNESS = 0.03
_EYE_ROUGHNESS = 0.25


def flesh() -> bpy.types.Material:
    """Inside of mouth and lids."""
    return _find_or_make("Face Flesh", _plain(0.35, 0.15), _FLESH)


def teeth() -> bpy.types.Material:
    """Of all teeth."""
    return _find_or_make("Face Teeth", _plain(0.22, 0.2), _TEETH)


def gums() -> bpy.types.Material:
    """Of both gums."""
    return _find_or_make("Face Gums", _plain(0.3, 0.15), _GUMS)


def tongue() -> bpy.types.Material:
    """Moist and bumpy."""
    return _find_or_make("Face Tongue", _build_tongue, _TONGUE)


def lashes() -> bpy.types.Material:
    """Of all lashes."""
    return _find_or_make("Face Lashes", _plain(0.5), _LASHES)


def cloth() -> bpy.types.Material:
    """Of the shirt."""
    material = _find_or_make("Face Cloth", _build_cloth, _CLOTH)
    # In the viewport.
    material.roughness = 1.0
    return material


def cornea() -> bpy.types.Material:
    """Clear, with the highlight that makes an eye alive; no refraction, which costs samples."""
    material = _find_or_make("Face Cornea", _build_cornea, (1, 1, 1))
    # Or EEVEE would show what is behind as dots.
    material.surface_render_method = "BLENDED"
    material.diffuse_color = (1, 1, 1, 0)
    return material


def eyeball() -> bpy.types.Material:
    """Pupil, iris with fibres and a dark border, and the white, by the distance from the axis."""
    return _find_or_make("Face Eyeball", _build_eyeball, _WHITE)


# An eyeball's shader has all of it; its polygons are of three materials for Solid mode, which has
# one color for each.


def iris() -> bpy.types.Material:
    """Made as the eyeball's."""
    return _in_solid(_find_or_make("Face Iris", _build_eyeball, _WHITE), _IRIS_IN_SOLID)


def pupil() -> bpy.types.Material:
    """Made as the eyeball's."""
    return _in_solid(_find_or_make("Face Pupil", _build_eyeball, _WHITE), _BLACK)


def brows() -> bpy.types.Material:
    """For Solid mode alone: the skin paints its brows itself."""
    material = _in_solid(_find_or_make("Face Brows", _build_nothing, _BROWS), _BROWS)
    material.surface_render_method = "BLENDED"
    return material


def _find_or_make(name: str, build: Build, color: Color) -> bpy.types.Material:
    """The material of that name, or a new one of this color that `build` completes."""
    if material := bpy.data.materials.get((name, None)):
        return material
    material = new_material(name)
    material.diffuse_color = (*color, 1)
    tree = Tree(material.node_tree)
    shader = shader_of(material)
    shader.inputs["Base Color"].default_value = (*color, 1)
    build(tree, shader)
    tree.arrange()
    return material


def _in_solid(material: bpy.types.Material, color: Color) -> bpy.types.Material:
    """The material, shown in this color by Solid mode, without gloss."""
    material.diffuse_color = viewport_color(color)
    material.specular_intensity = 0
    return material


def _plain(roughness: float, translucency: float = 0.0) -> Build:
    """Builds one color all over. Both 0 to 1."""

    def build(_tree: Tree, shader: Any) -> None:
        shader.inputs["Roughness"].default_value = roughness
        shader.inputs["Subsurface Weight"].default_value = translucency
        shader.inputs["Subsurface Scale"].default_value = _SCATTER

    return build


def _build_tongue(tree: Tree, shader: Any) -> None:
    _plain(0.42, 0.2)(tree, shader)
    noise = tree.node(
        "ShaderNodeTexNoise",
        {
            "Scale": _BUMPS,
            "Detail": 2.0,
        },
    )
    bump = tree.out(
        "ShaderNodeBump",
        {
            "Height": noise.outputs[0],
            "Distance": _BUMP_HEIGHT,
        },
    )
    tree.link(bump, shader, "Normal")


def _build_cloth(_tree: Tree, shader: Any) -> None:
    shader.inputs["Roughness"].default_value = 0.85
    shader.inputs["Specular IOR Level"].default_value = 0.2
    shader.inputs["Sheen Weight"].default_value = 0.25
    shader.inputs["Sheen Roughness"].default_value = 0.4


def _build_cornea(tree: Tree, shader: Any) -> None:
    nodes = tree.tree.nodes
    nodes.remove(shader)
    clear = tree.out("ShaderNodeBsdfTransparent")
    gloss = tree.out("ShaderNodeBsdfAnisotropic", {"Roughness": _CORNEA_ROUGHNESS})
    mirror = tree.out("ShaderNodeFresnel", {"IOR": _CORNEA_IOR})
    film = tree.out(
        "ShaderNodeMixShader",
        {
            0: mirror,
            1: clear,
            2: gloss,
        },
    )
    sink = next(node for node in nodes if node.type == "OUTPUT_MATERIAL")
    tree.link(film, sink, "Surface")


def _build_nothing(_tree: Tree, shader: Any) -> None:
    shader.inputs["Alpha"].default_value = 0


def _build_eyeball(tree: Tree, shader: Any) -> None:
    # In iris radii, as are all distances from the axis.
    place = tree.shader_attribute(EYE)
    pupil = tree.shader_attribute(PUPIL)
    x, y, _ = tree.split(place)
    across = tree.combine(x, y, 0.0)
    aside = tree.vector("LENGTH", across)
    beyond_pupil = tree.math("SUBTRACT", aside, pupil)
    iris = _iris(tree, place, across, beyond_pupil)
    white = _white(tree, place, aside)

    # From the axis outwards: the iris ends in its dark border, at 1, and the white begins.
    border = tree.ramp(aside, 0.86, 0.98)
    color = tree.mix_colors(border, iris, (*_LIMBUS, 1))
    outside = tree.ramp(aside, 0.98, 1.10)
    color = tree.mix_colors(outside, color, white)
    in_pupil = tree.ramp(
        beyond_pupil,
        -0.03,
        0.02,
        1.0,
        0.0,
    )
    color = tree.mix_colors(in_pupil, color, (*_BLACK, 1))
    tree.link(color, shader, "Base Color")
    shader.inputs["Roughness"].default_value = _EYE_ROUGHNESS
    # The wet white shines; the iris lies behind the cornea, which does that for it.
    shine = tree.ramp(
        aside,
        0.95,
        1.1,
        0.0,
        0.45,
    )
    tree.link(shine, shader, "Specular IOR Level")


def _iris(
    tree: Tree,
    place: Input,
    across: Input,
    beyond_pupil: Input,
) -> Socket:
    """The iris's color with its fibres: noise over the angle, drawn out along the radius."""
    direction = tree.vector("NORMALIZE", across)
    by_angle = tree.vector("SCALE", direction, 7.0)
    by_radius = tree.vector("SCALE", place, 0.8)
    fibres = tree.node(
        "ShaderNodeTexNoise",
        {
            "Vector": tree.vector("ADD", by_angle, by_radius),
            "Scale": 1.6,
            "Detail": 3.0,
        },
    )
    bright = tree.math("MULTIPLY_ADD", fibres.outputs[0], 1.5, 0.25)
    ring = tree.ramp(
        beyond_pupil,
        0.0,
        0.35,
        1.5,
        1.0,
    )  # brightest at the pupil
    factor = tree.math("MULTIPLY", bright, ring)
    gray = tree.combine(factor, factor, factor)
    return tree.mix_colors(1.0, tree.shader_attribute(IRIS_COLOR), gray, "MULTIPLY")


def _white(tree: Tree, place: Input, aside: Input) -> Socket:
    """The white's color, with more veins toward the back."""
    veins = tree.node(
        "ShaderNodeTexNoise",
        {
            "Vector": place,
            "Scale": 1.3,
            "Detail": 4.0,
        },
    )
    toward_back = tree.ramp(
        aside,
        1.3,
        2.6,
        0.0,
        0.55,
    )
    redness = tree.math("MULTIPLY", toward_back, veins.outputs[0])
    white = (*_WHITE, 1)
    veined = (*_VEINS, 1)
    return tree.mix_colors(redness, white, veined)
