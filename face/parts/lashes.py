"""Lashes, by nodes: they stand on the lids' rims, so that they close with them."""

from ...blender.geometry_nodes import GeometryTree
from ...blender.nodes import Input, Socket
from ..attributes import (
    IS_LASH_ROOT,
    IS_LEFT,
    LASH,
    LASH_MATRIX,
    LASH_ROOT,
    RIM_FIRST,
    RIM_NEXT,
    RIM_SHARE,
)
from .gaze import Eyes, choose_eye


def find_lash_matrices(tree: GeometryTree, relay: Socket, eyes: Eyes) -> Socket:
    """The relay points, whose skin is in its place already, with each root's matrix."""
    position = tree.position()
    first = tree.own(position, tree.attribute(RIM_FIRST))
    following = tree.own(position, tree.attribute(RIM_NEXT))
    root = tree.mix_vectors(tree.attribute(RIM_SHARE), first, following)
    center = choose_eye(tree, tree.attribute(IS_LEFT), eyes).center

    # Its axes, as the rim lies at this moment: lashes turn with their lid.
    along = tree.vector("SUBTRACT", following, first)
    along = tree.vector("NORMALIZE", along)
    out = tree.vector("SUBTRACT", root, center)
    out = tree.vector("NORMALIZE", out)
    away = tree.vector("CROSS_PRODUCT", out, along)
    away = tree.vector("NORMALIZE", away)
    matrix = tree.matrix(out, away, along, root)
    return tree.store(relay, LASH_MATRIX, matrix, tree.attribute(IS_LASH_ROOT))


def place_lashes(tree: GeometryTree, garment: Input, relay: Input) -> Socket:
    """The garment with the lashes where the matrices of the relay points have them."""
    root = tree.attribute(LASH_ROOT)
    matrix = tree.sample(relay, tree.attribute(LASH_MATRIX), root, LASH_MATRIX.data_type)
    place = tree.transform(tree.position(), matrix)
    return tree.move(garment, place, tree.attribute(LASH))
