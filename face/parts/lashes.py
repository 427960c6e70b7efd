"""Eyelashes, by geometry nodes: they stand on the lids' rims and close with them."""

from typing import Any

import bpy
import numpy as np

from ...blender.nodes import Tree
from ...data.anatomy.lashes import lashes

OBJECT = "Face Lashes"

_FIRST, _NEXT, _SHARE, _OFFSET = "rim_first", "rim_next", "rim_share", "lash_offset"
_IS_LEFT = "is_left"
"""Attributes of the lashes' vertices: data/lashes.py, in meters."""


def standing(tree: Tree, face: Any, hairs: Any, right: Any, left: Any) -> bpy.types.NodeSocket:
    """The geometry of `hairs` on the rims. right, left: the centers of the eyeballs."""
    position = tree.out("GeometryNodeInputPosition")
    # Smoothing leaves the landmarks first.
    first, following = (
        tree.at(face, position, tree.attribute(name, "INT")) for name in (_FIRST, _NEXT)
    )
    root = tree.out(
        "ShaderNodeMix",
        {0: tree.attribute(_SHARE), 4: first, 5: following},
        data_type="VECTOR",
    )
    center = tree.switch(tree.attribute(_IS_LEFT, "BOOLEAN"), right, left, "VECTOR")
    along = tree.vector("NORMALIZE", tree.vector("SUBTRACT", following, first))
    out = tree.vector("NORMALIZE", tree.vector("SUBTRACT", root, center))
    away = tree.vector("NORMALIZE", tree.vector("CROSS_PRODUCT", out, along))
    place = root
    lengths = tree.split(tree.attribute(_OFFSET, "FLOAT_VECTOR"))
    for axis, length in zip((out, away, along), lengths, strict=True):
        place = tree.vector("ADD", place, tree.vector("SCALE", axis, length))
    stand = tree.move(hairs, place)
    # Whatever is joined to a face costs each of its vertices every attribute.
    for name in (_FIRST, _NEXT, _SHARE, _OFFSET, _IS_LEFT):
        stand = tree.out("GeometryNodeRemoveAttribute", {"Geometry": stand, "Name": name})
    return stand


def hairs(material: bpy.types.Material) -> bpy.types.Object:
    """All lashes as an object that is in no scene."""
    if obj := bpy.data.objects.get((OBJECT, None)):
        return obj
    found = lashes()
    offsets = (found.offsets / 1000).astype(np.float32)
    mesh = bpy.data.meshes.new(OBJECT)
    mesh.from_pydata(offsets.tolist(), [], found.faces)
    mesh.materials.append(material)
    mesh.shade_smooth()
    for name, kind, key, values in (
        (_OFFSET, "FLOAT_VECTOR", "vector", offsets.ravel()),
        (_FIRST, "INT", "value", found.first),
        (_NEXT, "INT", "value", found.next),
        (_SHARE, "FLOAT", "value", found.share),
        (_IS_LEFT, "BOOLEAN", "value", found.is_left),
        ("added", "BOOLEAN", "value", np.ones(len(offsets), bool)),
    ):
        mesh.attributes.new(name, kind, "POINT").data.foreach_set(key, values)
    return bpy.data.objects.new(OBJECT, mesh)
