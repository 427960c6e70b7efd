"""Flesh: what is sewn to a rim of the face and goes on inwards, within mouth and lids."""

import bpy

from ...blender.geometry_nodes import GeometryTree
from ...blender.nodes import Input, Socket
from ..attributes import FLESH


def make_flesh(
    tree: GeometryTree,
    geometry: Input,
    sides: Input,
    material: bpy.types.Material,
) -> Socket:
    """The geometry with some polygons made flesh: `sides`, a field, is true on those."""
    geometry = tree.set_material(geometry, material, sides)
    return tree.store(geometry, FLESH, True, sides)
