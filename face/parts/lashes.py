"""Frames that the lashes stand in, by nodes: on the lids' rims, so that lashes close with them."""

from ...blender.geometry_nodes import GeometryTree
from ...blender.nodes import Socket
from ..attributes import IS_LEFT, LASH_FRAME, LOCAL, RIM_FIRST, RIM_NEXT, RIM_SHARE
from .gaze import Eyes, choose_eye


def place_lash_frames(tree: GeometryTree, relay: Socket, eyes: Eyes) -> Socket:
    """The relay points with the lashes' frames on the rims, whose skin is in its place already."""
    position = tree.position()
    first = tree.own(position, tree.attribute(RIM_FIRST))
    following = tree.own(position, tree.attribute(RIM_NEXT))
    root = tree.mix_vectors(tree.attribute(RIM_SHARE), first, following)
    center = choose_eye(tree, tree.attribute(IS_LEFT), eyes).center

    # The axes of a frame, as the rim lies at this moment: lashes turn with their lid.
    along = tree.vector("SUBTRACT", following, first)
    along = tree.vector("NORMALIZE", along)
    out = tree.vector("SUBTRACT", root, center)
    out = tree.vector("NORMALIZE", out)
    away = tree.vector("CROSS_PRODUCT", out, along)
    away = tree.vector("NORMALIZE", away)
    axes = (out, away, along)
    place = tree.from_axes(root, axes, tree.attribute(LOCAL))
    return tree.move(relay, place, tree.attribute(LASH_FRAME))
