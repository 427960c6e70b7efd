"""Eyeballs between the lids, by geometry nodes: they follow the irises, the lids slide over them.

Lengths are meters, in the face's own axes.
"""

import bpy

from ...blender.geometry_nodes import GeometryTree
from ...blender.modifiers import GroupInput, finish, modifier_group, use_objects
from ...blender.nodes import Input, Socket
from ..attributes import IRIS_COLOR, LID_MARGIN, PUPIL
from .eyeballs import BALL_RADIUS, CORNEA_OFFSET, CORNEA_RADIUS, IRIS_RADIUS, place_eyeballs
from .gaze import Eye, find_eyes, nearer_eye
from .lashes import put_on_rims
from .lids import CLEARANCE, MARGIN_REACH

EYES = "Face: Eyes"
"""Name of the modifier, which comes after the surface is smoothed."""
_GROUP = "Face Eyes"

_COLOR_INPUT = "Iris Color"
_PUPIL_INPUT = "Pupil"
_LASHES_INPUT = "Lashes"
SETTINGS = (_COLOR_INPUT, _PUPIL_INPUT, _LASHES_INPUT)
"""The modifier's inputs, which a user sets by taste."""

_IRIS = (0.06, 0.135, 0.18, 1)
_PUPIL = 0.0042
_SMALLEST_PUPIL = 0.0015
_LARGEST_PUPIL = 0.009
"""Diameters."""

_CORNEA_CLEARANCE = 0.0010
"""Between lids and cornea; flat polygons cut deeper into the smaller ball."""
_BULGE = 0.0004
"""How much more the skin around such a place clears the eye."""
_BULGING = 4
"""Over how many edges that fades."""
_NONE = 0.01
"""Smoothing carries LID_MARGIN a little into the skin; below this it is skin all the same."""


def eyes_group(eyeballs: bpy.types.Object, hairs: bpy.types.Object) -> bpy.types.NodeTree:
    """The shared node group that puts eyeballs behind the lids and lashes on them."""
    if group := bpy.data.node_groups.get((_GROUP, None)):
        return use_objects(group, eyeballs, hairs)
    pupil = {
        "subtype": "DISTANCE",
        "min_value": _SMALLEST_PUPIL,
        "max_value": _LARGEST_PUPIL,
        "default_value": _PUPIL,
    }
    tree, given, sink = modifier_group(
        _GROUP,
        {
            _COLOR_INPUT: GroupInput("Color", {"default_value": _IRIS}),
            _PUPIL_INPUT: GroupInput("Float", pupil),
            _LASHES_INPUT: GroupInput("Bool", {"default_value": True}),
        },
    )
    geometry = given["Geometry"]
    right, left = find_eyes(tree, geometry)
    skin = _clear_of_eyes(tree, geometry, right, left)
    # Their objects in this order, as `use_objects` gives them back.
    balls = place_eyeballs(tree, tree.object_geometry(eyeballs), right, left)
    ratio = tree.math("DIVIDE", given[_PUPIL_INPUT], 2 * IRIS_RADIUS)
    balls = tree.store(balls, PUPIL, ratio)
    balls = tree.store(balls, IRIS_COLOR, given[_COLOR_INPUT])
    all_hairs = tree.object_geometry(hairs)
    wanted = tree.switch(given[_LASHES_INPUT], None, all_hairs, "GEOMETRY")
    lashes = put_on_rims(
        tree,
        skin,
        wanted,
        right.center,
        left.center,
    )
    # Joined at once: each time costs as much as the whole face.
    return finish(tree, sink, tree.join(skin, balls, lashes))


def _clear_of_eyes(
    tree: GeometryTree,
    skin: Input,
    right: Eye,
    left: Eye,
) -> Socket:
    """Lids drawn forwards out of the eyeballs, which a linear model moves them through.

    Forwards only, so that the opening between the lids, seen from the front, is the model's. The
    skin around goes along, so that a lid bulges over an eyeball and has no folds.
    """
    eye = nearer_eye(tree, right, left)
    position = tree.position()
    is_skin = tree.compare(tree.attribute(LID_MARGIN), "LESS_THAN", _NONE)
    is_lid = _is_lid(tree, position, eye, is_skin)

    # Exactly clear where a lid touches, and a little more all around, faded out.
    clear = _out_of_eye(tree, position, eye, 0.0)
    clear = tree.switch(is_lid, 0.0, clear, "FLOAT")
    more = _out_of_eye(tree, position, eye, _BULGE)
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


def _is_lid(
    tree: GeometryTree,
    position: Socket,
    eye: Eye,
    is_skin: Socket,
) -> Socket:
    """The field of skin that is near to an eyeball's front."""
    _, y, _ = tree.split(position)
    _, center_y, _ = tree.split(eye.center)
    is_front = tree.compare(y, "LESS_THAN", center_y)
    offset = tree.vector("SUBTRACT", position, eye.center)
    reach = tree.vector("LENGTH", offset)
    is_near = tree.compare(reach, "LESS_THAN", MARGIN_REACH)
    return tree.both(is_near, tree.both(is_front, is_skin))


def _out_of_eye(
    tree: GeometryTree,
    position: Socket,
    eye: Eye,
    clearance: float,
) -> Socket:
    """How far forwards eyeball and cornea are left behind, beyond their own clearances; 0 where a
    position is clear of both.
    """
    offset = tree.vector("SCALE", eye.gaze, CORNEA_OFFSET)
    cornea = tree.vector("ADD", eye.center, offset)
    ball_radius = BALL_RADIUS + CLEARANCE + clearance
    cornea_radius = CORNEA_RADIUS + _CORNEA_CLEARANCE + clearance
    ball_front = _front(tree, position, eye.center, ball_radius)
    cornea_front = _front(tree, position, cornea, cornea_radius)
    front = tree.math("MINIMUM", ball_front, cornea_front)
    _, y, _ = tree.split(position)
    behind = tree.math("SUBTRACT", y, front)
    return tree.math("MAXIMUM", behind, 0.0)


def _front(
    tree: GeometryTree,
    position: Socket,
    center: Socket,
    radius: float,
) -> Socket:
    """The y of a ball's front before or behind a position; far behind where there is none."""
    offset = tree.vector("SUBTRACT", position, center)
    x, _, z = tree.split(offset)
    # By Pythagoras; below 0 where the ball is not that wide.
    z_squared = tree.math("MULTIPLY", z, z)
    aside_squared = tree.math("MULTIPLY_ADD", x, x, z_squared)
    depth_squared = tree.math("SUBTRACT", radius**2, aside_squared)
    depth = tree.math("SQRT", depth_squared)
    _, center_y, _ = tree.split(center)
    front = tree.math("SUBTRACT", center_y, depth)
    is_there = tree.compare(depth_squared, "GREATER_THAN", 0.0)
    return tree.switch(is_there, 1.0, front, "FLOAT")
