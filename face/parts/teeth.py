"""Teeth, gums and tongue, by nodes: with skull or jaw, and out of the way of a narrow mouth."""

from ...blender.geometry_nodes import GeometryTree
from ...blender.nodes import Input, Socket
from ...data.anatomy.mouth import MOUTH
from ..attributes import IN_JAW, TOOTH

_INSIDE = 0.005
"""From how far inside the corners of the mouth teeth yield, meters."""
_YIELD = 1.5
"""How far back for each meter beyond."""


def find_width(tree: GeometryTree, face: Input) -> Socket:
    """How far apart the corners of the mouth are."""
    position = tree.position()
    right_corner, left_corner = MOUTH.corners
    right = tree.at(face, position, right_corner)
    left = tree.at(face, position, left_corner)
    return tree.vector("LENGTH", tree.vector("SUBTRACT", right, left))


def place_teeth(
    tree: GeometryTree,
    garment: Input,
    middle: Input,
    width: Input,
    jaw: Input,
) -> Socket:
    """The garment with its teeth, which lie around the origin, where skull and jaw have them.

    Near the corners of a narrow mouth, which they would come through, they are further back.
    middle: of the neutral face's lips; width: of the mouth; jaw: its motion, a matrix.
    """
    local = tree.position()
    x, _, _ = tree.split(local)
    from_middle = tree.math("ABSOLUTE", x)
    beyond = tree.math("MULTIPLY_ADD", width, -0.5, from_middle)
    beyond = tree.math("ADD", beyond, _INSIDE)
    beyond = tree.math("MAXIMUM", beyond, 0.0)
    back = tree.math("MULTIPLY", beyond, _YIELD)
    place = tree.vector("ADD", local, tree.combine(0.0, back, 0.0))
    place = tree.vector("ADD", place, middle)
    garment = tree.move(garment, place, tree.attribute(TOOTH))
    with_jaw = tree.transform(tree.position(), jaw)
    return tree.move(garment, with_jaw, tree.attribute(IN_JAW))
