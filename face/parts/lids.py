"""The lids, by nodes: shut where a tracker leaves a slit, and clear of the eyeballs.

Lengths are meters, in the face's own axes.
"""

from typing import NamedTuple

from ...blender.geometry_nodes import GeometryTree
from ...blender.nodes import Input, Socket
from ...data.anatomy.eyeballs import BALL_RADIUS, CORNEA_OFFSET, CORNEA_RADIUS
from ..attributes import IS_LEFT, LID_MARGIN, LID_SKIN, REST
from .gaze import LEFT_MARKS, RIGHT_MARKS, Eye, EyeMarks, Eyes, length_or_least, nearer_eye

_CLEARANCE = 0.0005
"""Between lids and eyeball."""
_LID_REACH = 0.024
"""Skin this near to an eyeball's center is a lid's."""

# Trackers leave a slit between closed lids, and sums of channels take the upper lid below the lower
# one. An eye's opening is told by its height, as a share of the neutral face's: below 0 lids cross.
_SHUT = 0.24
"""An eye is shown shut where its middle is open no more than this."""
_OPEN = 0.48
"""Where it is open so far it is shown as it is."""
_MEETING = 0.0008
"""Where a place along the rims is less open, in meters, it begins to shut by itself, whatever the
middle does; at 0 it is shut."""
_OVERLAP = 0.0006
"""How far over the lower lid the upper one goes in its middle."""
_SINKING = 0.0016
"""How far back an eyeball goes behind shut lids, as real ones do: coarse polygons of lids cut
through the ball that they lie on."""

_BEFORE_FILLING = 0.0006
"""How far a flat iris is before the white that fills an eye's opening."""

_CORNEA_CLEARANCE = 0.0013
"""Between lids and cornea; flat polygons cut deeper into the smaller ball."""
_BULGE = 0.0004
"""How much more the skin around such a place clears the eye."""
_BULGING = 4
"""Over how many edges that fades."""
_NONE = 0.01
"""LID_MARGIN is carried a little into the skin; below this it is skin all the same."""


class Shutting(NamedTuple):
    """1 of an eye that is shut, 0 of an open one, by its middle: a number each."""

    right: Socket
    left: Socket


def closing(
    tree: GeometryTree,
    position: Input,
    shutting: Shutting,
    opposite: Socket,
) -> Socket:
    """How far upper lids go down, or up, to lie on the lower ones where an eye is shut: a field of
    vectors. opposite: as OPPOSITE; where it is 0 nothing moves.
    """
    lower = tree.own(position, opposite)
    down = tree.vector("SUBTRACT", lower, position)
    _, _, height = tree.split(down)
    own = tree.ramp(height, -_MEETING, 0.0)
    of_eye = tree.switch(tree.attribute(IS_LEFT), shutting.right, shutting.left, "FLOAT")
    share = tree.math("MAXIMUM", of_eye, own)
    # 0 says that there is none; landmark 0 is on the lips, so that no lid lies over it.
    is_upper = tree.compare(opposite, "GREATER_THAN", 0, "INT")
    share = tree.switch(is_upper, 0.0, share, "FLOAT")
    down = tree.vector("ADD", down, (0, 0, -_OVERLAP))
    return tree.vector("SCALE", down, share)


def find_shutting(tree: GeometryTree, face: Input, marks: EyeMarks) -> Socket:
    """1 if an eye is shut, 0 if it is open: one number."""
    now = _lids(tree, face, tree.position(), marks)
    neutral = _lids(tree, face, tree.attribute(REST), marks)
    return tree.ramp(_share(tree, _down(tree, now), _down(tree, neutral)), _OPEN, _SHUT)


def between_lids(tree: GeometryTree, face: Input, position: Input) -> Socket:
    """Where a flat iris is seen between the lids: cut off by them, and on the line from the middle
    of the upper lid to that of the lower one. Shut lids leave nothing of it.
    """
    right = _lids(tree, face, tree.position(), RIGHT_MARKS)
    left = _lids(tree, face, tree.position(), LEFT_MARKS)
    is_left = tree.attribute(IS_LEFT)
    upper = tree.switch(is_left, right.upper, left.upper, "VECTOR")
    lower = tree.switch(is_left, right.lower, left.lower, "VECTOR")
    x, _, z = tree.split(position)
    _, upper_y, upper_z = tree.split(upper)
    _, lower_y, lower_z = tree.split(lower)
    y = tree.ramp(z, lower_z, upper_z, lower_y, upper_y, "LINEAR")
    y = tree.math("SUBTRACT", y, _BEFORE_FILLING)
    z = tree.math("MINIMUM", tree.math("MAXIMUM", z, lower_z), upper_z)
    return tree.combine(x, y, z)


class _Lids(NamedTuple):
    """The middle of the upper rim of an eye, and that of the lower one."""

    upper: Socket
    lower: Socket


def _lids(
    tree: GeometryTree,
    face: Input,
    places: Input,
    marks: EyeMarks,
) -> _Lids:
    """Those of an eye, for vertices of the face at these places, a field."""
    return _Lids(tree.at(face, places, marks.upper), tree.at(face, places, marks.lower))


def _down(tree: GeometryTree, lids: _Lids) -> Socket:
    """The way from the upper to the lower one."""
    return tree.vector("SUBTRACT", lids.lower, lids.upper)


def _share(tree: GeometryTree, down: Input, neutral: Input) -> Socket:
    """The height of one way as a share of another's."""
    _, _, height = tree.split(down)
    _, _, neutral_height = tree.split(neutral)
    return tree.math("DIVIDE", height, neutral_height)


def behind_lids(tree: GeometryTree, eye: Eye, shutting: Socket) -> Eye:
    """An eye as it sinks back behind shutting lids."""
    # The front is at -y.
    back = tree.math("MULTIPLY", shutting, _SINKING)
    center = tree.vector("ADD", eye.center, tree.combine(0.0, back, 0.0))
    return Eye(center, eye.gaze)


def on_eyeball(tree: GeometryTree, position: Input, eye: Eye) -> Socket:
    """Where the way from a lid's rim inwards meets the eyeball: the inner edge of its thickness."""
    offset = tree.vector("SUBTRACT", position, eye.center)
    length = tree.vector("LENGTH", offset)
    # A little within the ball, so that no light comes through between.
    radius = BALL_RADIUS - _CLEARANCE
    factor = tree.math("DIVIDE", radius, length_or_least(tree, length))
    from_center = tree.vector("SCALE", offset, factor)
    return tree.vector("ADD", eye.center, from_center)


def clear_of_eyes(tree: GeometryTree, skin: Input, eyes: Eyes) -> Socket:
    """Lids drawn forwards out of the eyeballs, which a linear model moves them through.

    Forwards only, so that the opening between the lids, seen from the front, is the model's. The
    skin around goes along, so that a lid bulges over an eyeball and has no folds.
    """
    eye = nearer_eye(tree, eyes)
    position = tree.position()
    is_outside = tree.compare(tree.attribute(LID_MARGIN), "LESS_THAN", _NONE)
    is_skin = tree.both(tree.attribute(LID_SKIN), is_outside)
    cornea = tree.vector("ADD", eye.center, tree.vector("SCALE", eye.gaze, CORNEA_OFFSET))
    from_ball = _From(tree, position, eye.center)
    from_cornea = _From(tree, position, cornea)
    is_lid = tree.both(_is_near_front(tree, from_ball), is_skin)

    # Exactly clear where a lid touches, and a little more all around, faded out.
    clear = _out_of_eye(tree, from_ball, from_cornea, 0.0)
    clear = tree.switch(is_lid, 0.0, clear, "FLOAT")
    more = _out_of_eye(tree, from_ball, from_cornea, _BULGE)
    more = tree.switch(is_lid, 0.0, more, "FLOAT")
    around = tree.out(
        "GeometryNodeBlurAttribute",
        {
            "Value": more,
            "Iterations": _BULGING,
        },
    )
    forwards = tree.math("MAXIMUM", clear, around)
    # The front is at -y. The margins stay on the eyeball, and so close what opens.
    toward_back = tree.combine(0.0, forwards, 0.0)
    place = tree.vector("SUBTRACT", position, toward_back)
    return tree.move(skin, place, is_skin)


class _From:
    """Where places are from a ball's center. offset: vectors; y: how far back; aside_squared: of
    how far they are from the line through the center to the front.
    """

    def __init__(self, tree: GeometryTree, position: Socket, center: Socket) -> None:
        self.offset = tree.vector("SUBTRACT", position, center)
        x, self.y, z = tree.split(self.offset)
        z_squared = tree.math("MULTIPLY", z, z)
        self.aside_squared = tree.math("MULTIPLY_ADD", x, x, z_squared)


def _is_near_front(tree: GeometryTree, from_ball: _From) -> Socket:
    """The field of places near to an eyeball's front."""
    is_front = tree.compare(from_ball.y, "LESS_THAN", 0.0)
    reach = tree.vector("LENGTH", from_ball.offset)
    is_near = tree.compare(reach, "LESS_THAN", _LID_REACH)
    return tree.both(is_near, is_front)


def _out_of_eye(
    tree: GeometryTree,
    from_ball: _From,
    from_cornea: _From,
    clearance: float,
) -> Socket:
    """How far forwards the fronts of eyeball and cornea are, beyond their own clearances; 0 where a
    place is clear of both.
    """
    ball = _behind_front(tree, from_ball, BALL_RADIUS + _CLEARANCE + clearance)
    cornea = _behind_front(tree, from_cornea, CORNEA_RADIUS + _CORNEA_CLEARANCE + clearance)
    behind = tree.math("MAXIMUM", ball, cornea)
    return tree.math("MAXIMUM", behind, 0.0)


def _behind_front(tree: GeometryTree, place: _From, radius: float) -> Socket:
    """How far a place is behind a ball's front; below 0 before it and where there is none."""
    # By Pythagoras; below 0 where the ball is not that wide.
    depth_squared = tree.math("SUBTRACT", radius**2, place.aside_squared)
    depth = tree.math("SQRT", depth_squared)
    behind = tree.math("ADD", place.y, depth)
    is_there = tree.compare(depth_squared, "GREATER_THAN", 0.0)
    return tree.switch(is_there, -1.0, behind, "FLOAT")
