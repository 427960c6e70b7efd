"""Where control points are at a moment, by nodes, each kind by its own rule.

Blender works out a field once for each node that moves points: as few of these as can be. Lengths
are meters, in the face's own axes.
"""

from typing import NamedTuple

from ...blender.geometry_nodes import GeometryTree
from ...blender.nodes import Input, Socket
from ...data.anatomy.garment import Kind
from ..attributes import (
    BLOCK_CORNER,
    CONTROL_KIND,
    CONTROL_SOURCE,
    FROM_MIDDLE,
    IS_IRIS,
    IS_LEFT,
    JAW_SHARE,
    LIFT,
    LOCAL,
    OPPOSITE,
    OVAL_BLOCK,
    REST,
)
from .gaze import Eyes, choose_eye
from .lids import Shutting, between_lids, closing, on_eyeball


class Moment(NamedTuple):
    """What is told from a face's landmarks once for all points: which eyes are shut, and the eyes
    sunk behind lids; the middle of the neutral lips, and how far up lips touch; the jaw's motion, a
    matrix.
    """

    shutting: Shutting
    sunk_eyes: Eyes
    middle: Socket
    touching: Socket
    jaw: Socket


def place_controls(
    tree: GeometryTree,
    face: Input,
    points: Socket,
    moment: Moment,
    has_eyeballs: bool,
) -> Socket:
    """The geometry of control points, each where the face's landmarks have it.

    has_eyeballs: or else irises are flat.
    """
    position = tree.position()
    source = tree.attribute(CONTROL_SOURCE)
    local = tree.attribute(LOCAL)

    # All at their landmarks, but for closed lids and lips.
    here = tree.at(face, position, source)
    if not has_eyeballs:
        iris = between_lids(tree, face, here)
        here = tree.switch(tree.attribute(IS_IRIS), here, iris, "VECTOR")
    shut = closing(tree, here, moment.shutting, tree.attribute(OPPOSITE))
    here = tree.vector("ADD", here, shut)
    up = tree.math("MULTIPLY", tree.attribute(LIFT), moment.touching)
    on_surface = tree.vector("ADD", here, tree.vector("ADD", local, tree.combine(0.0, 0.0, up)))
    points = tree.move(points, on_surface)
    points = _store_blocks(tree, points)

    # Bone does not go with the lips: by the neutral face, and with the jaw.
    rest = tree.at(face, tree.attribute(REST), source)
    base = tree.switch(tree.attribute(FROM_MIDDLE), rest, moment.middle, "VECTOR")
    on_bone = tree.vector("ADD", base, local)
    lowered = tree.transform(on_bone, moment.jaw)
    on_bone = tree.mix_vectors(tree.attribute(JAW_SHARE), on_bone, lowered)
    points = tree.move(points, on_bone, _is(tree, Kind.BONE))

    eye = choose_eye(tree, tree.attribute(IS_LEFT), moment.sunk_eyes)
    return tree.move(points, on_eyeball(tree, position, eye), _is(tree, Kind.MARGIN))


def _store_blocks(tree: GeometryTree, points: Socket) -> Socket:
    """The points, of which the first have three landmarks of the oval each, as matrices."""
    columns = []
    for corner in BLOCK_CORNER:
        columns.append(tree.own(tree.position(), tree.attribute(corner)))
    return tree.store(points, OVAL_BLOCK, tree.matrix(*columns))


def _is(tree: GeometryTree, kind: Kind) -> Socket:
    """The field of points of a kind."""
    return tree.compare(tree.attribute(CONTROL_KIND), "EQUAL", int(kind), "INT")
