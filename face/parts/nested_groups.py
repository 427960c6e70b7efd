"""Node groups that garments of all choices share, each for one step of dressing a face.

Blender looks through a whole tree at each change of it: several small ones are made sooner.
"""

import bpy

from ...blender.geometry_nodes import GeometryTree
from ...blender.modifiers import SocketType, finish, nested_group
from ...blender.nodes import Socket
from ...data.anatomy.garment import MOST_BLOCKS
from ..attributes import (
    HEAD_INDEX,
    HEAD_WEIGHT,
    LEFT_EYE,
    MIX,
    MIX_INDEX,
    MIX_MORE,
    MIX_WEIGHT,
    OVAL_BLOCK,
    REST,
    RIGHT_EYE,
    SPREAD_INDEX,
    SPREAD_WEIGHT,
    VALUE,
    WITH_OVAL,
)
from .control_points import Moment, place_controls
from .garment_meshes import MIXED_BY_ALL
from .gaze import Eye, Eyes, find_eyes, frame_of_eye
from .jaw import find_jaw, find_lips
from .lashes import find_lash_frames, place_lashes
from .lids import behind_lids, clear_of_eyes, find_shutting
from .teeth import find_width, place_teeth

_EYES: dict[str, SocketType] = {
    "Right Center": "Vector",
    "Right Gaze": "Vector",
    "Left Center": "Vector",
    "Left Gaze": "Vector",
}
_EYE_FRAMES: dict[str, SocketType] = {
    "Right Eye": "Matrix",
    "Left Eye": "Matrix",
}
_MOUTH: dict[str, SocketType] = {
    "Middle": "Vector",
    "Width": "Float",
    "Jaw": "Matrix",
}
_GARMENT: dict[str, SocketType] = {"Garment": "Geometry"}
_POINTS: dict[str, SocketType] = {"Points": "Geometry"}
_RELAY: dict[str, SocketType] = {"Relay": "Geometry"}


def control_group(has_eyeballs: bool) -> bpy.types.NodeTree:
    """The shared group that places control points and finds the eyes, the lips and the jaw."""
    name = f"Garment Control Points {'with' if has_eyeballs else 'without'} Eyeballs"
    if group := bpy.data.node_groups.get((name, None)):
        return group
    inputs = _POINTS | {"Face": "Geometry"}
    tree, given, sink = nested_group(name, inputs, _POINTS | _EYES | _EYE_FRAMES | _MOUTH)
    face = given["Face"]
    eyes = find_eyes(tree, face)
    shutting = find_shutting(tree, face)
    moment = Moment(
        shutting=shutting,
        sunk_eyes=behind_lids(tree, eyes, shutting),
        neutral_lips=find_lips(tree, face, tree.attribute(REST)),
        jaw=find_jaw(tree, face),
    )
    return finish(
        tree,
        sink,
        place_controls(tree, face, given["Points"], moment, has_eyeballs),
        *eyes.right,
        *eyes.left,
        frame_of_eye(tree, moment.sunk_eyes.right),
        frame_of_eye(tree, moment.sunk_eyes.left),
        moment.neutral_lips.middle,
        find_width(tree, face),
        moment.jaw,
    )


def relay_group() -> bpy.types.NodeTree:
    """The shared group that moves the lids' skin out of the eyeballs, and stands lashes on it."""
    name = "Garment Lids and Lashes"
    if group := bpy.data.node_groups.get((name, None)):
        return group
    tree, given, sink = nested_group(name, _RELAY | _EYES, _RELAY)
    eyes = Eyes(
        Eye(given["Right Center"], given["Right Gaze"]),
        Eye(given["Left Center"], given["Left Gaze"]),
    )
    relay = clear_of_eyes(tree, given["Relay"], eyes)
    return finish(tree, sink, find_lash_frames(tree, relay, eyes))


def head_group() -> bpy.types.NodeTree:
    """The shared group that takes the head along with the oval."""
    name = "Garment Head"
    if group := bpy.data.node_groups.get((name, None)):
        return group
    tree, given, sink = nested_group(name, _GARMENT | _POINTS, _GARMENT)
    place = tree.position()  # where it would be if the oval were at the origin
    block = tree.attribute(OVAL_BLOCK)
    for number in range(MOST_BLOCKS):
        index = tree.attribute(HEAD_INDEX[number])
        matrix = tree.sample(given["Points"], block, index, OVAL_BLOCK.data_type)
        part = tree.transform(tree.attribute(HEAD_WEIGHT[number]), matrix)
        place = tree.vector("ADD", place, part)
    moved = tree.move(given["Garment"], place, tree.attribute(WITH_OVAL))
    return finish(tree, sink, moved)


def teeth_group() -> bpy.types.NodeTree:
    """The shared group that places teeth, gums and tongue."""
    name = "Garment Teeth"
    if group := bpy.data.node_groups.get((name, None)):
        return group
    tree, given, sink = nested_group(name, _GARMENT | _MOUTH, _GARMENT)
    inputs = (given[title] for title in (*_GARMENT, *_MOUTH))
    return finish(tree, sink, place_teeth(tree, *inputs))


def eyes_group() -> bpy.types.NodeTree:
    """The shared group that places eyeballs and lashes."""
    name = "Garment Eyes"
    if group := bpy.data.node_groups.get((name, None)):
        return group
    tree, given, sink = nested_group(name, _GARMENT | _RELAY | _EYE_FRAMES, _GARMENT)
    garment = given["Garment"]
    local = tree.position()
    for title, is_of_eye in (("Right Eye", RIGHT_EYE), ("Left Eye", LEFT_EYE)):
        place = tree.transform(local, given[title])
        garment = tree.move(garment, place, tree.attribute(is_of_eye))
    return finish(tree, sink, place_lashes(tree, garment, given["Relay"]))


def mixing_group(most: int) -> bpy.types.NodeTree:
    """The shared group that mixes vertices of as many points at most."""
    name = f"Garment Mixing {most}"
    if group := bpy.data.node_groups.get((name, None)):
        return group
    inputs: dict[str, SocketType] = {
        "Mesh": "Geometry",
        "Points": "Geometry",
    }
    tree, given, sink = nested_group(name, inputs, {"Mesh": "Geometry"})
    points = given["Points"]
    by_all = min(most, MIXED_BY_ALL)
    place = tree.vector("ADD", tree.position(), _mixture(tree, points, range(by_all)))
    mesh = tree.move(given["Mesh"], place, tree.attribute(MIX))
    if most > by_all:
        more = _mixture(tree, points, range(by_all, most))
        place = tree.vector("ADD", tree.position(), more)
        mesh = tree.move(mesh, place, tree.attribute(MIX_MORE))
    return finish(tree, sink, mesh)


def _mixture(tree: GeometryTree, points: Socket, places: range) -> Socket:
    """The weighted sum of some of each vertex's control points, a field of vectors."""
    position = tree.position()
    parts = []
    for place in places:
        index = tree.attribute(MIX_INDEX[place])
        weight = tree.attribute(MIX_WEIGHT[place])
        parts.append(tree.vector("SCALE", tree.at(points, position, index), weight))
    return tree.total(parts)


def value_group() -> bpy.types.NodeTree:
    """The shared group that takes what a research view has measured on the landmarks, if there is
    one, to the garment.
    """
    name = "Garment Values"
    if group := bpy.data.node_groups.get((name, None)):
        return group
    inputs: dict[str, SocketType] = {
        "Face": "Geometry",
        "Garment": "Geometry",
    }
    tree, given, sink = nested_group(name, inputs, {"Garment": "Geometry"})
    face = given["Face"]
    known = tree.node(
        "GeometryNodeInputNamedAttribute",
        {"Name": VALUE.name},
        data_type=VALUE.data_type,
    )
    has_values = tree.sample(face, known.outputs["Exists"], 0, "BOOLEAN")
    total = 0.0
    for spread_index, spread_weight in zip(SPREAD_INDEX, SPREAD_WEIGHT, strict=True):
        index = tree.attribute(spread_index)
        weight = tree.attribute(spread_weight)
        at_landmark = tree.sample(face, tree.attribute(VALUE), index, "FLOAT")
        total = tree.math("MULTIPLY_ADD", at_landmark, weight, total)
    valued = tree.store(given["Garment"], VALUE, total)
    shown = tree.switch(has_values, given["Garment"], valued, "GEOMETRY")
    return finish(tree, sink, shown)
