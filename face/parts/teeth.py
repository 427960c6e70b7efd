"""Teeth that yield to a narrow mouth, by nodes."""

from ...blender.geometry_nodes import GeometryTree
from ...blender.nodes import Input, Socket
from ...data.anatomy.garment import STEP
from ...data.anatomy.mouth import MOUTH
from ..attributes import TOOTH_X

_INSIDE = 0.005
"""From how far inside the corners of the mouth teeth yield, meters."""
_YIELD = 1.5
"""How far back for each meter beyond."""


def retreat(tree: GeometryTree, points: Input) -> Socket:
    """How far backwards teeth go, in steps of their frame: those near the corners of a narrow mouth
    would come through them. points: the landmarks first.
    """
    position = tree.position()
    right_corner, left_corner = MOUTH.corners
    right = tree.at(points, position, right_corner)
    left = tree.at(points, position, left_corner)
    across = tree.vector("SUBTRACT", right, left)
    width = tree.vector("LENGTH", across)
    beyond = tree.math("MULTIPLY_ADD", width, -0.5, tree.attribute(TOOTH_X))
    beyond = tree.math("ADD", beyond, _INSIDE)
    beyond = tree.math("MAXIMUM", beyond, 0.0)
    return tree.math("MULTIPLY", beyond, _YIELD / STEP)
