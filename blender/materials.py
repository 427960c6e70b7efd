"""Materials and worlds with nodes, in every version of Blender."""

from collections.abc import Sequence

import bpy

_SOLID_BRIGHTNESS = 0.75
"""Exponent that brightens colors for Solid mode, where nothing shines and no light scatters."""


def new_material(name: str) -> bpy.types.Material:
    """A material with the node tree that Blender gives new ones: a Principled BSDF."""
    material = bpy.data.materials.new(name)
    use_nodes(material)
    return material


def use_nodes(owner: "bpy.types.Material | bpy.types.World") -> None:
    """Give a material or world its node tree. From Blender 5 on each has one from the start."""
    if owner.node_tree is None:
        owner.use_nodes = True


def viewport_color(color: Sequence[float]) -> tuple[float, ...]:
    """What Solid mode shows for a color in linear RGB: brightened, with an alpha of 1."""
    brightened = [part**_SOLID_BRIGHTNESS for part in color]
    return (*brightened, 1)
