"""Eyelashes, by geometry nodes: they stand on the lids' rims and close with them."""

import bpy
import numpy as np

from ...blender.attributes import store
from ...blender.geometry_nodes import GeometryTree
from ...blender.nodes import Input, Socket
from ...data.anatomy.lashes import lashes
from ..attributes import ADDED, IS_LEFT, LASH_OFFSET, RIM_FIRST, RIM_NEXT, RIM_SHARE

OBJECT = "Face Lashes"

_MILLIMETERS = 1000
"""In a meter; data/anatomy/lashes.py has millimeters."""


def put_on_rims(
    tree: GeometryTree,
    face: Input,
    hairs: Input,
    right: Input,
    left: Input,
) -> Socket:
    """The geometry of `hairs` standing on the rims of a face.

    right, left: the centers of the eyeballs, vectors that are the same everywhere.
    """
    position = tree.position()
    # By the landmarks' indices: smoothing leaves the landmarks first.
    first = tree.at(face, position, tree.attribute(RIM_FIRST))
    following = tree.at(face, position, tree.attribute(RIM_NEXT))
    root = tree.mix_vectors(tree.attribute(RIM_SHARE), first, following)
    center = tree.switch(tree.attribute(IS_LEFT), right, left, "VECTOR")

    # The axes of LASH_OFFSET, as the rim lies at this moment: lashes turn with their lid.
    along = tree.vector("SUBTRACT", following, first)
    along = tree.vector("NORMALIZE", along)
    out = tree.vector("SUBTRACT", root, center)
    out = tree.vector("NORMALIZE", out)
    away = tree.vector("CROSS_PRODUCT", out, along)
    away = tree.vector("NORMALIZE", away)
    axes = (out, away, along)
    lengths = tree.split(tree.attribute(LASH_OFFSET))
    place = root
    for axis, length in zip(axes, lengths, strict=True):
        step = tree.vector("SCALE", axis, length)
        place = tree.vector("ADD", place, step)
    stand = tree.move(hairs, place)
    return tree.remove_attributes(
        stand,
        RIM_FIRST,
        RIM_NEXT,
        RIM_SHARE,
        LASH_OFFSET,
        IS_LEFT,
    )


def hairs(material: bpy.types.Material) -> bpy.types.Object:
    """All lashes as an object that is in no scene."""
    if obj := bpy.data.objects.get((OBJECT, None)):
        return obj
    found = lashes()
    offsets = found.offsets / _MILLIMETERS
    offsets = offsets.astype(np.float32)
    mesh = bpy.data.meshes.new(OBJECT)
    # Where vertices are does not count: the node group puts each in its place.
    mesh.from_pydata(offsets.tolist(), [], found.faces)
    mesh.materials.append(material)
    mesh.shade_smooth()
    store(mesh, LASH_OFFSET, offsets)
    store(mesh, RIM_FIRST, found.first)
    store(mesh, RIM_NEXT, found.next)
    store(mesh, RIM_SHARE, found.share)
    store(mesh, IS_LEFT, found.is_left)
    store(mesh, ADDED, np.ones(len(offsets)))
    return bpy.data.objects.new(OBJECT, mesh)
