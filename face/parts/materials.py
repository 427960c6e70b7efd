"""Materials of eyes and mouth, shared by all faces; a user's changes to them are kept."""

from collections.abc import Callable
from typing import Any

import bpy

from ...blender.materials import new_material
from ...blender.nodes import Tree
from .eyes import EYE, IRIS_COLOR, PUPIL

Color = tuple[float, float, float]

_WHITE, _VEINS, _LIMBUS = (0.71, 0.67, 0.64), (0.55, 0.27, 0.22), (0.012, 0.016, 0.020)
_BLACK = (0.002, 0.002, 0.002)


def fill_slots(obj: bpy.types.Object, *materials: bpy.types.Material) -> bpy.types.Object:
    """The object with these materials in its slots, but for those that have one already."""
    for index, material in enumerate(materials):
        if index == len(obj.material_slots):
            obj.data.materials.append(material)
        elif not obj.material_slots[index].material:
            obj.material_slots[index].material = material
    return obj


def _kept(name: str, make: Callable[[Tree, Any], None], color: Color) -> bpy.types.Material:
    if material := bpy.data.materials.get((name, None)):
        return material
    material = new_material(name)
    material.diffuse_color = (*color, 1)
    tree = Tree(material.node_tree)
    shader = material.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*color, 1)
    make(tree, shader)
    tree.arrange()
    return material


def _plain(roughness: float, translucent: float = 0.0) -> Callable[[Tree, Any], None]:
    def make(_tree: Tree, shader: Any) -> None:
        shader.inputs["Roughness"].default_value = roughness
        shader.inputs["Subsurface Weight"].default_value = translucent
        shader.inputs["Subsurface Scale"].default_value = 0.002

    return make


def flesh() -> bpy.types.Material:
    """Inside of mouth and lids."""
    return _kept("Face Flesh", _plain(0.35, 0.15), (0.36, 0.115, 0.10))


def teeth() -> bpy.types.Material:
    return _kept("Face Teeth", _plain(0.22, 0.2), (0.70, 0.64, 0.54))


def gums() -> bpy.types.Material:
    return _kept("Face Gums", _plain(0.3, 0.15), (0.48, 0.16, 0.15))


def tongue() -> bpy.types.Material:
    def make(tree: Tree, shader: Any) -> None:
        _plain(0.42, 0.2)(tree, shader)
        noise = tree.node("ShaderNodeTexNoise", {"Scale": 900.0, "Detail": 2.0})
        bump = tree.out("ShaderNodeBump", {"Height": noise.outputs[0], "Distance": 0.0004})
        tree.tree.links.new(bump, shader.inputs["Normal"])

    return _kept("Face Tongue", make, (0.52, 0.18, 0.17))


def lashes() -> bpy.types.Material:
    return _kept("Face Lashes", _plain(0.5), (0.030, 0.020, 0.014))


def cornea() -> bpy.types.Material:
    """Clear, with the highlight that makes an eye alive; no refraction, which costs samples."""

    def make(tree: Tree, shader: Any) -> None:
        tree.tree.nodes.remove(shader)
        clear = tree.out("ShaderNodeBsdfTransparent")
        gloss = tree.out("ShaderNodeBsdfAnisotropic", {"Roughness": 0.03})
        mirror = tree.out("ShaderNodeFresnel", {"IOR": 1.376})
        film = tree.out("ShaderNodeMixShader", {0: mirror, 1: clear, 2: gloss})
        sink = next(n for n in tree.tree.nodes if n.type == "OUTPUT_MATERIAL")
        tree.tree.links.new(film, sink.inputs["Surface"])

    material = _kept("Face Cornea", make, (1, 1, 1))
    material.surface_render_method = "BLENDED"
    material.diffuse_color = (1, 1, 1, 0)
    return material


def eyeball() -> bpy.types.Material:
    """Pupil, iris with fibres and a dark border, and the white, by the distance from the axis."""
    return _kept("Face Eyeball", _eyeball, _WHITE)


def _eyeball(tree: Tree, shader: Any) -> None:
    place = tree.node("ShaderNodeAttribute", attribute_name=EYE).outputs["Vector"]
    pupil = tree.node("ShaderNodeAttribute", attribute_name=PUPIL).outputs["Fac"]
    iris = tree.node("ShaderNodeAttribute", attribute_name=IRIS_COLOR).outputs["Color"]
    x, y, _ = tree.split(place)
    aside = tree.vector("LENGTH", tree.combine(x, y, 0.0))

    # Fibres: noise over the angle, drawn out along the radius.
    direction = tree.vector("NORMALIZE", tree.combine(x, y, 0.0))
    drawn = tree.vector(
        "ADD", tree.vector("SCALE", direction, 7.0), tree.vector("SCALE", place, 0.8)
    )
    fibres = tree.node("ShaderNodeTexNoise", {"Vector": drawn, "Scale": 1.6, "Detail": 3.0})
    bright = tree.math("MULTIPLY_ADD", fibres.outputs[0], 1.5, 0.25)
    ring = _ramp(tree, tree.math("SUBTRACT", aside, pupil), 0.0, 0.35, 1.5, 1.0)
    iris = _tinted(tree, iris, tree.math("MULTIPLY", bright, ring))

    veins = tree.node("ShaderNodeTexNoise", {"Vector": place, "Scale": 1.3, "Detail": 4.0})
    redness = tree.math("MULTIPLY", _ramp(tree, aside, 1.3, 2.6, 0.0, 0.55), veins.outputs[0])
    white = _blend(tree, redness, (*_WHITE, 1), (*_VEINS, 1))

    color = _blend(tree, _ramp(tree, aside, 0.86, 0.98), iris, (*_LIMBUS, 1))
    color = _blend(tree, _ramp(tree, aside, 0.98, 1.10), color, white)
    inside = _ramp(tree, tree.math("SUBTRACT", aside, pupil), -0.03, 0.02, 1.0, 0.0)
    color = _blend(tree, inside, color, (*_BLACK, 1))
    tree.tree.links.new(color, shader.inputs["Base Color"])
    shader.inputs["Roughness"].default_value = 0.25
    # The wet white shines; the iris lies behind the cornea, which does that for it.
    tree.tree.links.new(
        _ramp(tree, aside, 0.95, 1.1, 0.0, 0.45), shader.inputs["Specular IOR Level"]
    )


def _ramp(tree: Tree, value: Any, start: float, end: float, low: float = 0.0, high: float = 1.0):
    return tree.out(
        "ShaderNodeMapRange",
        {"Value": value, "From Min": start, "From Max": end, "To Min": low, "To Max": high},
        interpolation_type="SMOOTHSTEP",
    )


def _blend(tree: Tree, factor: Any, a: Any, b: Any) -> Any:
    return _mixed(tree, factor, a, b, "MIX")


def _tinted(tree: Tree, color: Any, factor: Any) -> Any:
    gray = tree.combine(factor, factor, factor)
    return _mixed(tree, 1.0, color, gray, "MULTIPLY")


def _mixed(tree: Tree, factor: Any, a: Any, b: Any, blend: str) -> Any:
    node = tree.node("ShaderNodeMix", {0: factor, 6: a, 7: b}, data_type="RGBA", blend_type=blend)
    return node.outputs[2]
