"""Lashes, by nodes: they stand on the lids' rims, so that they close with them."""

from ...blender.geometry_nodes import GeometryTree
from ...blender.nodes import Input, Socket
from ..attributes import (
    IS_LASH_ROOT,
    IS_LEFT,
    LASH,
    LASH_FRAME,
    LASH_ROOT,
    RIM_FIRST,
    RIM_NEXT,
    RIM_SHARE,
)
from .gaze import Eyes, choose_eye


def find_lash_frames(tree: GeometryTree, relay: Socket, eyes: Eyes) -> Socket:
    """The relay points, whose skin is in its place already, with the frames of lashes on roots."""
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
    frame = tree.matrix(out, away, along, root)
    return tree.store(relay, LASH_FRAME, frame, tree.attribute(IS_LASH_ROOT))


def place_lashes(tree: GeometryTree, garment: Input, relay: Input) -> Socket:
    """The garment with the lashes where the frames of the relay points have them."""
    root = tree.attribute(LASH_ROOT)
    frame = tree.sample(relay, tree.attribute(LASH_FRAME), root, LASH_FRAME.data_type)
    place = tree.transform(tree.position(), frame)
    return tree.move(garment, place, tree.attribute(LASH))
