"""Materials and worlds with nodes, in every version of Blender."""

from collections.abc import Sequence

import bpy

from .nodes import Socket, Tree

_SOLID_BRIGHTNESS = 0.75
"""Exponent that brightens colors for Solid mode, where nothing shines and no light scatters."""


def new_material(name: str) -> bpy.types.Material:
    """A material with the node tree that Blender gives new ones: a Principled BSDF."""
    material = bpy.data.materials.new(name)
    use_nodes(material)
    return material


def use_nodes(owner: "bpy.types.Material | bpy.types.World") -> None:
    """Give a material or world its node tree.

    Blender versions: from 5.0 on each has one from the start.
    """
    if owner.node_tree is None:
        owner.use_nodes = True


def shader_of(material: bpy.types.Material, kind: str = "BSDF_PRINCIPLED") -> bpy.types.Node:
    """The first node of a type. Names of nodes are in the language of the interface."""
    return next(node for node in material.node_tree.nodes if node.type == kind)


def exported_as(tree: Tree, color: Socket, base: Socket) -> Socket:
    """A color that glTF files have as `base`, which must not be black.

    Blender versions: the exporter of 5 takes the factor of a product for the base color.
    """
    multiple = tree.mix_colors(1.0, color, base, "DIVIDE")
    return tree.mix_colors(1.0, multiple, base, "MULTIPLY")


def viewport_color(color: Sequence[float]) -> tuple[float, ...]:
    """What Solid mode shows for a color in linear RGB: brightened, with an alpha of 1."""
    brightened = [part**_SOLID_BRIGHTNESS for part in color]
    return (*brightened, 1)
