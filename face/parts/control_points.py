"""Where control points are at a moment, by nodes, each kind by its own rule.

Blender works out a field once for each node that moves points: as few of these as can be. Lengths
are meters, in the face's own axes.
"""

from ...blender.geometry_nodes import GeometryTree
from ...blender.nodes import Input, Socket
from ...data.anatomy.garment import BLOCKS, Kind
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
from .gaze import Eyes, choose_eye, turn_with_gaze
from .jaw import find_jaw, find_lips, move_with_jaw, touching_height
from .lids import behind_lids, between_lids, closing, on_eyeball


def place_controls(
    tree: GeometryTree,
    face: Input,
    points: Socket,
    eyes: Eyes,
    has_eyeballs: bool,
) -> Socket:
    """The geometry of control points, each where the face's landmarks have it.

    has_eyeballs: or else irises are flat.
    """
    position = tree.position()
    source = tree.attribute(CONTROL_SOURCE)
    local = tree.attribute(LOCAL)
    neutral = find_lips(tree, face, tree.attribute(REST))
    now = find_lips(tree, face, position)

    # All at their landmarks, but for closed lids and lips.
    here = tree.at(face, position, source)
    if not has_eyeballs:
        iris = between_lids(tree, face, here)
        here = tree.switch(tree.attribute(IS_IRIS), here, iris, "VECTOR")
    here = tree.vector("ADD", here, closing(tree, face, here, tree.attribute(OPPOSITE)))
    touching = touching_height(tree, neutral.apart, now.apart)
    up = tree.math("MULTIPLY", tree.attribute(LIFT), touching)
    on_surface = tree.vector("ADD", here, tree.vector("ADD", local, tree.combine(0.0, 0.0, up)))
    points = tree.move(points, on_surface)
    points = _store_blocks(tree, points)

    # Bone does not go with the lips: by the neutral face, and with the jaw.
    rest = tree.at(face, tree.attribute(REST), source)
    base = tree.switch(tree.attribute(FROM_MIDDLE), rest, neutral.middle, "VECTOR")
    on_bone = tree.vector("ADD", base, local)
    lowered = move_with_jaw(tree, on_bone, find_jaw(tree, face))
    on_bone = tree.mix_vectors(tree.attribute(JAW_SHARE), on_bone, lowered)
    points = tree.move(points, on_bone, _is(tree, Kind.BONE))

    eye = behind_lids(tree, face, choose_eye(tree, tree.attribute(IS_LEFT), eyes))
    on_ball = on_eyeball(tree, position, eye)
    points = tree.move(points, on_ball, _is(tree, Kind.MARGIN))
    return tree.move(points, turn_with_gaze(tree, local, eye), _is(tree, Kind.EYE))


def _store_blocks(tree: GeometryTree, points: Socket) -> Socket:
    """The points, of which the first have three landmarks of the oval each, as matrices."""
    matrix = tree.tree.nodes.new("FunctionNodeCombineMatrix")
    for column in range(BLOCKS.shape[1]):
        index = tree.attribute(BLOCK_CORNER[column])
        place = tree.own(tree.position(), index)
        for row, coordinate in enumerate(tree.split(place)):
            tree.link(coordinate, matrix, 4 * column + row)
    return tree.store(points, OVAL_BLOCK, matrix.outputs[0])


def _is(tree: GeometryTree, kind: Kind) -> Socket:
    """The field of points of a kind."""
    return tree.compare(tree.attribute(CONTROL_KIND), "EQUAL", int(kind), "INT")
