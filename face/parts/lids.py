"""The lids: eyes opened for eyeballs, shut where a tracker leaves a slit, and given thickness.

Lengths are meters, in the face's own axes.
"""

import bpy

from ...blender.geometry_nodes import GeometryTree
from ...blender.modifiers import finish, modifier_group, use_material
from ...blender.nodes import Input, Socket
from ...data.anatomy.openings import OPENINGS
from ...data.anatomy.topology import AREAS
from ..attributes import AREA, LID_MARGIN, OPPOSITE, REST
from .eyeballs import BALL_RADIUS
from .flesh import make_flesh
from .gaze import OPENING_OF_SIDE, Eye, find_eyes, length_or_least, nearer_eye

LIDS = "Face: Lids"
"""Name of the modifier, which comes before the surface is smoothed."""
_GROUP = "Face Lids"

CLEARANCE = 0.0003
"""Between lids and eyeball."""
MARGIN_REACH = 0.024
"""A rim this near to an eyeball's center is a lid's."""

# Trackers leave a slit between closed lids.
_SHUT = 0.30
"""Below this share of the neutral face's opening an eye is shown shut."""
_OPEN = 0.42
"""Above this share it is shown as it is."""
_OVERLAP = 0.0006
"""How far over the lower lid the upper one goes."""

_FILLINGS = ("right_eye", "left_eye", "right_iris", "left_iris")
"""Names of the areas that stand for eyes where no eyeballs are."""


def lids_group(flesh: bpy.types.Material) -> bpy.types.NodeTree:
    """The shared node group that opens the eyes, with the material of the lids' margins."""
    if group := bpy.data.node_groups.get((_GROUP, None)):
        return use_material(group, flesh)
    tree, given, sink = modifier_group(_GROUP)
    geometry = given["Geometry"]
    right, left = find_eyes(tree, geometry)
    skin = _without_fillings(tree, geometry)
    skin = _shut_lids(tree, skin)
    skin = _thicken_lids(
        tree,
        skin,
        right,
        left,
        flesh,
    )
    return finish(tree, sink, skin)


def _without_fillings(tree: GeometryTree, geometry: Input) -> Socket:
    """The face with holes between its lids."""
    area = tree.attribute(AREA)
    is_filling = None
    for name in _FILLINGS:
        is_area = tree.compare(area, "EQUAL", AREAS.index(name), "INT")
        is_filling = is_area if is_filling is None else tree.either(is_filling, is_area)
    # The irises' vertices stay: they are looked up by their index.
    return tree.out(
        "GeometryNodeDeleteGeometry",
        {
            "Geometry": geometry,
            "Selection": is_filling,
        },
        domain="FACE",
        mode="EDGE_FACE",
    )


def _shut_lids(tree: GeometryTree, geometry: Input) -> Socket:
    """The upper lids down on the lower ones where the landmarks of closed eyes leave a slit."""
    position = tree.position()
    opposite = tree.attribute(OPPOSITE)
    lower = tree.at(geometry, position, opposite)
    # Both for all vertices, each of which takes the one of its side.
    right = _closure(tree, geometry, position, "R")
    left = _closure(tree, geometry, position, "L")
    x, _, _ = tree.split(position)
    is_left = tree.compare(x, "GREATER_THAN", 0.0)
    share = tree.switch(is_left, right, left, "FLOAT")
    down = tree.vector("SUBTRACT", lower, position)
    down = tree.vector("ADD", down, (0, 0, -_OVERLAP))
    down = tree.vector("SCALE", down, share)
    place = tree.vector("ADD", position, down)
    # 0 says that there is none; landmark 0 is on the lips, so that no lid lies over it.
    is_upper = tree.compare(opposite, "GREATER_THAN", 0, "INT")
    return tree.move(geometry, place, is_upper)


def _closure(
    tree: GeometryTree,
    geometry: Input,
    position: Input,
    side: str,
) -> Socket:
    """1 for an eye that is closed, 0 for an open one, by its opening against the neutral face."""
    now = _gap(tree, geometry, position, side)
    neutral = _gap(tree, geometry, tree.attribute(REST), side)
    share = tree.math("DIVIDE", now, neutral)
    return tree.ramp(
        share,
        _SHUT,
        _OPEN,
        1.0,
        0.0,
        interpolation="LINEAR",
    )


def _gap(
    tree: GeometryTree,
    geometry: Input,
    places: Input,
    side: str,
) -> Socket:
    """How far apart the lids are in the middle, for vertices at these places, a field."""
    lids = OPENINGS[OPENING_OF_SIDE[side]]
    upper, lower = lids.middle
    apart = tree.vector(
        "SUBTRACT",
        tree.at(geometry, places, upper),
        tree.at(geometry, places, lower),
    )
    return tree.vector("LENGTH", apart)


def _thicken_lids(
    tree: GeometryTree,
    skin: Input,
    right: Eye,
    left: Eye,
    flesh: bpy.types.Material,
) -> Socket:
    """The lids' thickness: their rims go on inwards until they meet the eyeball."""
    center = nearer_eye(tree, right, left).center
    offset = tree.vector("SUBTRACT", tree.position(), center)
    length = tree.vector("LENGTH", offset)
    # A rim's edges have a polygon on one side only; so has the border of the face, far away.
    polygons = tree.out("GeometryNodeInputMeshEdgeNeighbors")
    is_rim = tree.compare(polygons, "EQUAL", 1, "INT")
    is_near = tree.compare(length, "LESS_THAN", MARGIN_REACH)
    margins = tree.node(
        "GeometryNodeExtrudeMesh",
        {
            "Mesh": skin,
            "Selection": tree.both(is_rim, is_near),
            "Offset Scale": 0.0,
        },
        mode="EDGES",
    )
    # A little within the ball, so that no light comes through between.
    radius = BALL_RADIUS - CLEARANCE
    factor = tree.math("DIVIDE", radius, length_or_least(tree, length))
    from_center = tree.vector("SCALE", offset, factor)
    on_ball = tree.vector("ADD", center, from_center)
    inner = margins.outputs["Top"]
    skin = tree.move(margins.outputs["Mesh"], on_ball, inner)
    skin = tree.store(skin, LID_MARGIN, inner)
    return make_flesh(tree, skin, margins.outputs["Side"], flesh)
