"""Eyeballs between the lids, by geometry nodes: they follow the irises, the lids slide over them.

Lengths are those of ICT-FaceKit's eyes, in meters; every model is scaled to its face.
"""

from typing import Any, NamedTuple

import bpy
import numpy as np

from ...blender.nodes import Tree, finish, modifier_group, use_material, use_objects
from ...data.anatomy.openings import OPENINGS
from ...data.anatomy.topology import AREAS, IRISES
from .flesh import fleshed
from .lashes import standing

LIDS, EYES = "Face: Lids", "Face: Eyes"
"""Names of the modifiers before and after the surface is smoothed."""
_LIDS_GROUP, _EYES_GROUP, _BALLS = "Face Lids", "Face Eyes", "Face Eyeballs"

SETTINGS = ("Iris Color", "Pupil", "Lashes")
"""Inputs of the second that a user sets by taste."""

BALL_RADIUS, IRIS_RADIUS = 0.0151, 0.0059
CORNEA_RADIUS = CORNEA_OFFSET = 0.0082
"""The cornea is a smaller ball whose center lies in front of the eye's."""
CENTER_DEPTH = 0.0121
"""From the middle of an eye's opening back to the eyeball's center."""
CLEARANCE, CORNEA_CLEARANCE = 0.0003, 0.0010
"""Between lids and eyeball; flat faces cut deeper into the smaller ball."""

_BULGE, _BULGING = 0.0004, 4
"""How much more the skin around such a place clears the eye, and over how many edges it fades."""

OPPOSITE = "opposite"
"""Point attribute on the rims of the upper lids: the landmark below on the lower lid, else 0."""
_OPENING = {"R": "right_eye", "L": "left_eye"}
_SHUT, _OPEN, _OVERLAP = 0.30, 0.42, 0.0006
"""Trackers leave a slit between closed lids. Below this share of the neutral face's opening an eye
is shown shut, above that one as it is; how far over the lower lid the upper one goes."""

_IS_LEFT, _MARGIN = "is_left", "lid_margin"

_RINGS, _SEGMENTS = 24, 32
_IRIS_PLANE = 0.0131
"""The iris lies flat behind the cornea."""
_EDGE_OF_IRIS = 0.0057
_MARGIN_REACH = 0.024
"""A rim this near to an eyeball's center is a lid's."""
_STEEPEST = 0.9
"""Of the distance to the iris: the furthest that it can lie to the side."""

EYE, PUPIL, IRIS_COLOR = "eye", "pupil", "iris_color"
"""Attributes of the eyeball for its material: place in iris radii with z to the front, the pupil's
radius in iris radii, the color."""
DEFAULT_IRIS, DEFAULT_PUPIL = (0.06, 0.135, 0.18, 1), 0.0042


class _Eye(NamedTuple):
    center: bpy.types.NodeSocket
    gaze: bpy.types.NodeSocket


def lids_group(flesh: bpy.types.Material) -> bpy.types.NodeTree:
    """The shared node group that opens the eyes, with the material of the lids' margins."""
    if group := bpy.data.node_groups.get((_LIDS_GROUP, None)):
        return use_material(group, flesh)
    tree, given, sink = modifier_group(_LIDS_GROUP)
    geometry = given["Geometry"]
    right, left = (_eye(tree, geometry, side) for side in ("R", "L"))
    skin = _closed(tree, _opened(tree, geometry))
    return finish(tree, sink, _lid_margins(tree, skin, right, left, flesh))


def eyes_group(eyeballs: bpy.types.Object, hairs: bpy.types.Object) -> bpy.types.NodeTree:
    """The shared node group that puts eyeballs behind the lids and lashes on them."""
    if group := bpy.data.node_groups.get((_EYES_GROUP, None)):
        return use_objects(group, eyeballs, hairs)
    diameter = {"subtype": "DISTANCE", "min_value": 0.0015, "max_value": 0.009}
    tree, given, sink = modifier_group(
        _EYES_GROUP,
        Iris_Color=("Color", {"default_value": DEFAULT_IRIS}),
        Pupil=("Float", {**diameter, "default_value": DEFAULT_PUPIL}),
        Lashes=("Bool", {"default_value": True}),
    )
    geometry = given["Geometry"]
    right, left = (_eye(tree, geometry, side) for side in ("R", "L"))
    skin = _clear_of_eyes(tree, geometry, right, left)
    info = tree.node("GeometryNodeObjectInfo", {"Object": eyeballs})
    balls = _placed(tree, info.outputs["Geometry"], right, left)
    ratio = tree.math("DIVIDE", given["Pupil"], 2 * IRIS_RADIUS)
    balls = tree.store(balls, PUPIL, ratio)
    balls = tree.store(balls, IRIS_COLOR, given["Iris Color"], "FLOAT_COLOR")
    info = tree.node("GeometryNodeObjectInfo", {"Object": hairs})
    hairs_there = tree.switch(given["Lashes"], None, info.outputs["Geometry"], "GEOMETRY")
    stand = standing(tree, skin, hairs_there, right.center, left.center)
    # Joined at once: each time costs as much as the whole face.
    return finish(tree, sink, tree.join(skin, balls, stand))


def _center(tree: Tree, geometry: Any, side: str) -> bpy.types.NodeSocket:
    """Where an eyeball is, by the neutral face."""
    rest = tree.attribute("rest", "FLOAT_VECTOR")
    lids = OPENINGS[_OPENING[side]]
    opening = [tree.at(geometry, rest, index) for index in (*lids.corners, *lids.middle)]
    total = opening[0]
    for corner in opening[1:]:
        total = tree.vector("ADD", total, corner)
    middle = tree.split(tree.vector("SCALE", total, 1 / len(opening)))[1]
    x, _, z = tree.split(tree.at(geometry, rest, IRISES[f"iris.{side}"]))
    return tree.combine(x, tree.math("ADD", middle, CENTER_DEPTH), z)


def _eye(tree: Tree, geometry: Any, side: str) -> _Eye:
    """An eyeball, and where it looks, by the iris of the moment."""
    center = _center(tree, geometry, side)
    position = tree.out("GeometryNodeInputPosition")
    iris = IRISES[f"iris.{side}"]
    neutral = tree.at(geometry, tree.attribute("rest", "FLOAT_VECTOR"), iris)

    # A tracker sees little of the depth of an iris: how far it lies to the side tells the gaze.
    distance = tree.vector("LENGTH", tree.vector("SUBTRACT", neutral, center))
    offset = tree.vector("SUBTRACT", tree.at(geometry, position, iris), center)
    aside = tree.vector("MULTIPLY", offset, (1, 0, 1))
    length = tree.vector("LENGTH", aside)
    shorter = tree.math("MINIMUM", length, tree.math("MULTIPLY", distance, _STEEPEST))
    factor = tree.math("DIVIDE", shorter, tree.math("MAXIMUM", length, 1e-9))
    x, _, z = tree.split(tree.vector("SCALE", aside, factor))
    square = tree.math("MULTIPLY", distance, distance)
    forward = tree.math(
        "SQRT", tree.math("SUBTRACT", square, tree.math("MULTIPLY", shorter, shorter))
    )
    gaze = tree.combine(x, tree.math("MULTIPLY", forward, -1.0), z)
    return _Eye(center, tree.vector("NORMALIZE", gaze))


def _nearer(tree: Tree, right: _Eye, left: _Eye) -> _Eye:
    """The eye on the side of each vertex."""
    x = tree.split(tree.out("GeometryNodeInputPosition"))[0]
    is_left = tree.compare(x, "GREATER_THAN", 0.0)
    return _Eye(*(tree.switch(is_left, r, k, "VECTOR") for r, k in zip(right, left, strict=True)))


def _opened(tree: Tree, geometry: Any) -> bpy.types.NodeSocket:
    """Without the flat faces that stand for eyes where no eyeballs are."""
    part = tree.attribute("part", "INT")
    selection = None
    for name in ("right_eye", "left_eye", "right_iris", "left_iris"):
        same = tree.compare(part, "EQUAL", AREAS.index(name), "INT")
        selection = same if selection is None else tree.either(selection, same)
    # The irises' vertices stay: they are looked up by their index.
    return tree.out(
        "GeometryNodeDeleteGeometry",
        {"Geometry": geometry, "Selection": selection},
        domain="FACE",
        mode="EDGE_FACE",
    )


def _closed(tree: Tree, geometry: Any) -> bpy.types.NodeSocket:
    """The upper lids down on the lower ones where the landmarks of closed eyes leave a slit."""
    position = tree.out("GeometryNodeInputPosition")
    opposite = tree.attribute(OPPOSITE, "INT")
    lower = tree.at(geometry, position, opposite)
    right, left = (_closure(tree, geometry, position, side) for side in ("R", "L"))
    is_left = tree.compare(tree.split(position)[0], "GREATER_THAN", 0.0)
    share = tree.switch(is_left, right, left, "FLOAT")
    down = tree.vector("ADD", tree.vector("SUBTRACT", lower, position), (0, 0, -_OVERLAP))
    place = tree.vector("ADD", position, tree.vector("SCALE", down, share))
    is_upper = tree.compare(opposite, "GREATER_THAN", 0, "INT")
    return tree.move(geometry, place, is_upper)


def _closure(tree: Tree, geometry: Any, position: Any, side: str) -> bpy.types.NodeSocket:
    """1 for an eye that is closed, 0 for an open one, by its opening against the neutral face."""
    gaps = []
    for source in (position, tree.attribute("rest", "FLOAT_VECTOR")):
        upper, lower = (
            tree.at(geometry, source, index) for index in OPENINGS[_OPENING[side]].middle
        )
        gaps.append(tree.vector("LENGTH", tree.vector("SUBTRACT", upper, lower)))
    return tree.out(
        "ShaderNodeMapRange",
        {
            "Value": tree.math("DIVIDE", *gaps),
            "From Min": _SHUT,
            "From Max": _OPEN,
            "To Min": 1.0,
            "To Max": 0.0,
        },
    )


def _front(tree: Tree, position: Any, center: Any, radius: float) -> bpy.types.NodeSocket:
    """The y of a ball's front before or behind a position; far behind where there is none."""
    x, _, z = tree.split(tree.vector("SUBTRACT", position, center))
    square = tree.math("MULTIPLY_ADD", x, x, tree.math("MULTIPLY", z, z))
    depth = tree.math("SUBTRACT", radius**2, square)
    front = tree.math("SUBTRACT", tree.split(center)[1], tree.math("SQRT", depth))
    return tree.switch(tree.compare(depth, "GREATER_THAN", 0.0), 1.0, front, "FLOAT")


def _clear_of_eyes(tree: Tree, skin: Any, right: _Eye, left: _Eye) -> bpy.types.NodeSocket:
    """Lids drawn forwards out of the eyeballs, which a linear model moves them through.

    Forwards only, so that the opening between the lids, seen from the front, is the model's. The
    skin around goes along, so that a lid bulges over an eyeball and has no folds.
    """
    eye = _nearer(tree, right, left)
    position = tree.out("GeometryNodeInputPosition")
    is_front = tree.compare(tree.split(position)[1], "LESS_THAN", tree.split(eye.center)[1])
    is_skin = tree.compare(tree.attribute(_MARGIN), "LESS_THAN", 0.01)
    reach = tree.vector("LENGTH", tree.vector("SUBTRACT", position, eye.center))
    is_near = tree.compare(reach, "LESS_THAN", _MARGIN_REACH)
    is_lid = tree.both(is_near, tree.both(is_front, is_skin))

    def forwards(clearance: float) -> Any:
        meters = _out_of_eye(tree, position, eye, clearance)
        return tree.switch(is_lid, 0.0, meters, "FLOAT")

    around = tree.out(
        "GeometryNodeBlurAttribute", {"Value": forwards(_BULGE), "Iterations": _BULGING}
    )
    push = tree.math("MAXIMUM", forwards(0.0), around)
    return tree.move(skin, tree.vector("SUBTRACT", position, tree.combine(0.0, push, 0.0)), is_skin)


def _out_of_eye(tree: Tree, position: Any, eye: _Eye, clearance: float) -> bpy.types.NodeSocket:
    """How far forwards eyeball and cornea are left behind, beyond their own clearances."""
    cornea = tree.vector("ADD", eye.center, tree.vector("SCALE", eye.gaze, CORNEA_OFFSET))
    front = None
    for middle, radius in (
        (eye.center, BALL_RADIUS + CLEARANCE),
        (cornea, CORNEA_RADIUS + CORNEA_CLEARANCE),
    ):
        ball = _front(tree, position, middle, radius + clearance)
        front = ball if front is None else tree.math("MINIMUM", front, ball)
    return tree.math("MAXIMUM", tree.math("SUBTRACT", tree.split(position)[1], front), 0.0)


def _lid_margins(
    tree: Tree, skin: Any, right: _Eye, left: _Eye, flesh: Any
) -> bpy.types.NodeSocket:
    """The lids' thickness: their rims go on inwards until they meet the eyeball."""
    center = _nearer(tree, right, left).center
    position = tree.out("GeometryNodeInputPosition")
    offset = tree.vector("SUBTRACT", position, center)
    length = tree.vector("LENGTH", offset)
    is_rim = tree.compare(tree.out("GeometryNodeInputMeshEdgeNeighbors"), "EQUAL", 1, "INT")
    is_near = tree.compare(length, "LESS_THAN", _MARGIN_REACH)
    rims = tree.node(
        "GeometryNodeExtrudeMesh",
        {"Mesh": skin, "Selection": tree.both(is_rim, is_near), "Offset Scale": 0.0},
        mode="EDGES",
    )
    on_ball = tree.math("DIVIDE", BALL_RADIUS - CLEARANCE, tree.math("MAXIMUM", length, 1e-9))
    inwards = tree.vector("ADD", center, tree.vector("SCALE", offset, on_ball))
    skin = tree.move(rims.outputs["Mesh"], inwards, rims.outputs["Top"])
    skin = tree.store(skin, _MARGIN, rims.outputs["Top"])
    return fleshed(tree, skin, rims.outputs["Side"], flesh)


def _placed(tree: Tree, eyeballs: Any, right: _Eye, left: _Eye) -> bpy.types.NodeSocket:
    """Turned from z to the gaze and moved into their sockets."""
    is_left = tree.attribute(_IS_LEFT, "BOOLEAN")
    center, gaze = (tree.switch(is_left, r, k, "VECTOR") for r, k in zip(right, left, strict=True))
    x, y, z = tree.split(tree.out("GeometryNodeInputPosition"))
    aside = tree.vector("NORMALIZE", tree.vector("CROSS_PRODUCT", (0, 0, 1), gaze))
    up = tree.vector("CROSS_PRODUCT", gaze, aside)
    place = center
    for axis, length in ((aside, x), (up, y), (gaze, z)):
        place = tree.vector("ADD", place, tree.vector("SCALE", axis, length))
    return tree.move(eyeballs, place)


def eyeballs(eye: bpy.types.Material, cornea: bpy.types.Material) -> bpy.types.Object:
    """Both eyeballs as an object that is in no scene: around the origin, looking along z."""
    if obj := bpy.data.objects.get((_BALLS, None)):
        return obj
    ball, faces = _sphere(BALL_RADIUS)
    is_iris = (np.hypot(ball[:, 0], ball[:, 1]) < _EDGE_OF_IRIS) & (ball[:, 2] > 0)
    ball[is_iris, 2] = _IRIS_PLANE
    bulge = _sphere(CORNEA_RADIUS)[0] + (0, 0, CORNEA_OFFSET)
    pieces = (ball, ball, bulge, bulge)
    mesh = bpy.data.meshes.new(_BALLS)
    mesh.from_pydata(
        np.concatenate(pieces).tolist(),
        [],
        [[k + len(ball) * piece for k in face] for piece in range(4) for face in faces],
    )
    mesh.materials.append(eye)
    mesh.materials.append(cornea)
    mesh.polygons.foreach_set("material_index", np.repeat([0, 1], 2 * len(faces)))
    mesh.shade_smooth()
    place = np.concatenate(pieces) / IRIS_RADIUS
    mesh.attributes.new(EYE, "FLOAT_VECTOR", "POINT").data.foreach_set("vector", place.ravel())
    is_left = np.tile(np.repeat([False, True], len(ball)), 2)
    mesh.attributes.new(_IS_LEFT, "BOOLEAN", "POINT").data.foreach_set("value", is_left)
    mesh.attributes.new("added", "BOOLEAN", "POINT").data.foreach_set("value", is_left | True)
    return bpy.data.objects.new(_BALLS, mesh)


def _sphere(radius: float) -> tuple[np.ndarray, list[list[int]]]:
    """Vertices and faces of a ball with its poles on the z axis, the front pole first."""
    polar = np.linspace(0, np.pi, _RINGS + 1)[1:-1, None]
    around = np.linspace(0, 2 * np.pi, _SEGMENTS, endpoint=False)
    rings = np.stack(
        np.broadcast_arrays(
            np.sin(polar) * np.cos(around), np.sin(polar) * np.sin(around), np.cos(polar)
        ),
        axis=-1,
    )
    vertices = np.concatenate([[(0, 0, 1)], rings.reshape(-1, 3), [(0, 0, -1)]]) * radius
    last = len(vertices) - 1
    faces = []
    for k in range(_SEGMENTS):
        here, there = 1 + k, 1 + (k + 1) % _SEGMENTS
        faces.append([0, here, there])
        for ring in range(_RINGS - 2):
            step = ring * _SEGMENTS
            faces.append(
                [here + step, here + step + _SEGMENTS, there + step + _SEGMENTS, there + step]
            )
        step = (_RINGS - 2) * _SEGMENTS
        faces.append([here + step, last, there + step])
    return vertices, faces
