"""Where the eyeballs are and where they look, told from a face's landmarks: fields for modifiers.

Lengths are meters, in the face's own axes.
"""

from typing import NamedTuple

from ...blender.geometry_nodes import GeometryTree
from ...blender.nodes import Input, Socket
from ...data.anatomy.eyeballs import CENTER_DEPTH
from ...data.anatomy.openings import OPENINGS
from ...data.anatomy.topology import IRISES
from ..attributes import REST

_STEEPEST = 0.9
"""Of the distance to the iris: the furthest that it can lie to the side."""
_LEAST = 1e-9
"""What lengths are divided by at least, so that nothing is divided by 0."""


class Eye(NamedTuple):
    """An eyeball's center, and its gaze: a vector of length 1 toward the iris."""

    center: Socket
    gaze: Socket


class Eyes(NamedTuple):
    """Both eyeballs of a face."""

    right: Eye
    left: Eye


class EyeMarks(NamedTuple):
    """Landmarks of an eye, by their indices: its iris, the corners of its lids, and the middle of
    the upper and the lower one.
    """

    iris: Input
    outer: Input
    inner: Input
    upper: Input
    lower: Input


RIGHT_MARKS = EyeMarks(
    IRISES["iris.R"], *OPENINGS["right_eye"].corners, *OPENINGS["right_eye"].middle
)
LEFT_MARKS = EyeMarks(IRISES["iris.L"], *OPENINGS["left_eye"].corners, *OPENINGS["left_eye"].middle)


def nearer_eye(tree: GeometryTree, eyes: Eyes) -> Eye:
    """The eye on the side of each vertex."""
    # Right and left are the subject's, who looks at us: x grows toward the left.
    x, _, _ = tree.split(tree.position())
    is_left = tree.compare(x, "GREATER_THAN", 0.0)
    return choose_eye(tree, is_left, eyes)


def choose_eye(tree: GeometryTree, is_left: Input, eyes: Eyes) -> Eye:
    """The left eye where a field of truth values holds, else the right one."""
    right, left = eyes
    return Eye(
        center=tree.switch(is_left, right.center, left.center, "VECTOR"),
        gaze=tree.switch(is_left, right.gaze, left.gaze, "VECTOR"),
    )


def eye_matrix(tree: GeometryTree, eye: Eye) -> Socket:
    """The matrix that puts what lies around the origin, its gaze along z, into an eye's socket."""
    # Three axes at right angles: the gaze, and the other two as level and upright as can be.
    aside = tree.vector("CROSS_PRODUCT", (0, 0, 1), eye.gaze)
    aside = tree.vector("NORMALIZE", aside)
    up = tree.vector("CROSS_PRODUCT", eye.gaze, aside)
    return tree.matrix(aside, up, eye.gaze, eye.center)


def length_or_least(tree: GeometryTree, length: Input) -> Socket:
    """A length to divide by."""
    return tree.math("MAXIMUM", length, _LEAST)


def find_eye(tree: GeometryTree, geometry: Input, marks: EyeMarks) -> Eye:
    """An eyeball, and where it looks, by the iris of the moment."""
    neutral = tree.at(geometry, tree.attribute(REST), marks.iris)
    center = _center(tree, geometry, marks, neutral)
    neutral_offset = tree.vector("SUBTRACT", neutral, center)
    distance = tree.vector("LENGTH", neutral_offset)
    now = tree.at(geometry, tree.position(), marks.iris)
    offset = tree.vector("SUBTRACT", now, center)

    # A tracker sees little of the depth of an iris: how far it lies to the side tells the gaze.
    aside = tree.vector("MULTIPLY", offset, (1, 0, 1))
    length = tree.vector("LENGTH", aside)
    furthest = tree.math("MULTIPLY", distance, _STEEPEST)
    shorter = tree.math("MINIMUM", length, furthest)
    factor = tree.math("DIVIDE", shorter, length_or_least(tree, length))
    aside = tree.vector("SCALE", aside, factor)
    x, _, z = tree.split(aside)

    # What is left of the distance goes to the front, by Pythagoras.
    distance_squared = tree.math("MULTIPLY", distance, distance)
    aside_squared = tree.math("MULTIPLY", shorter, shorter)
    forward_squared = tree.math("SUBTRACT", distance_squared, aside_squared)
    forward = tree.math("SQRT", forward_squared)
    y = tree.math("MULTIPLY", forward, -1.0)  # the front is at -y
    gaze = tree.combine(x, y, z)
    return Eye(center, tree.vector("NORMALIZE", gaze))


def _center(
    tree: GeometryTree,
    geometry: Input,
    marks: EyeMarks,
    iris: Socket,
) -> Socket:
    """Where an eyeball is, by the neutral face: behind the opening, level with the iris."""
    rest = tree.attribute(REST)
    around = [tree.at(geometry, rest, landmark) for landmark in marks[1:]]
    opening = tree.mean(around)
    _, front, _ = tree.split(opening)
    depth = tree.math("ADD", front, CENTER_DEPTH)
    # Across and up by the iris: of a face that looks ahead it stands before the center.
    x, _, z = tree.split(iris)
    return tree.combine(x, depth, z)
