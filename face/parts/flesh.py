"""Flesh: what is sewn to a rim of the face and goes on inwards, within mouth and lids."""

from typing import Any

import bpy

from ...blender.nodes import Tree

FLESH = "flesh"
"""Face attribute: True on flesh. Whatever else is drawn out of a rim comes from the skin there."""


def fleshed(
    tree: Tree, geometry: Any, sides: Any, material: bpy.types.Material
) -> bpy.types.NodeSocket:
    """The geometry with the sides of an extrusion made flesh."""
    inputs = {"Geometry": geometry, "Selection": sides, "Material": material}
    geometry = tree.out("GeometryNodeSetMaterial", inputs)
    return tree.out(
        "GeometryNodeStoreNamedAttribute",
        {"Geometry": geometry, "Selection": sides, "Name": FLESH, "Value": True},
        data_type="BOOLEAN",
        domain="FACE",
    )
