"""Teeth that yield to a narrow mouth, by nodes."""

from ...blender.geometry_nodes import GeometryTree
from ...blender.nodes import Input, Socket
from ...data.anatomy.garment import JAW, SKULL, STEP
from ...data.anatomy.mouth import MOUTH
from ..attributes import IN_JAW, TOOTH_X

_INSIDE = 0.005
"""From how far inside the corners of the mouth teeth yield, meters."""
_YIELD = 1.5
"""How far back for each meter beyond."""

_BEHIND = 2
"""Of a frame's points the one a step backwards from its origin."""


def out_of_narrow_mouth(tree: GeometryTree, points: Input) -> Socket:
    """Where teeth are, near the corners of a narrow mouth further back, which they would come
    through: a field of places. points: the control points.
    """
    position = tree.position()
    right_corner, left_corner = MOUTH.corners
    right = tree.at(points, position, right_corner)
    left = tree.at(points, position, left_corner)
    width = tree.vector("LENGTH", tree.vector("SUBTRACT", right, left))
    beyond = tree.math("MULTIPLY_ADD", width, -0.5, tree.attribute(TOOTH_X))
    beyond = tree.math("ADD", beyond, _INSIDE)
    beyond = tree.math("MAXIMUM", beyond, 0.0)
    steps = tree.math("MULTIPLY", beyond, _YIELD / STEP)
    in_skull = _backwards(tree, points, SKULL)
    in_jaw = _backwards(tree, points, JAW)
    backwards = tree.switch(tree.attribute(IN_JAW), in_skull, in_jaw, "VECTOR")
    return tree.vector("ADD", position, tree.vector("SCALE", backwards, steps))


def _backwards(tree: GeometryTree, points: Input, frame: int) -> Socket:
    """A step backwards in a frame, by the index of its origin."""
    origin = tree.at(points, tree.position(), frame)
    behind = tree.at(points, tree.position(), frame + _BEHIND)
    return tree.vector("SUBTRACT", behind, origin)
