"""Node groups that garments of all choices share, each for one step of dressing a face.

Blender looks through a whole tree at each change of it: several small ones are made sooner.
"""

from typing import Any

import bpy

from ...blender.geometry_nodes import GeometryTree
from ...blender.modifiers import SocketType, finish, nested_group
from ...blender.nodes import Input, Socket
from ...data.anatomy.mixing import MOST_BLOCKS
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
from .gaze import LEFT_MARKS, RIGHT_MARKS, Eye, EyeMarks, Eyes, eye_matrix, find_eye
from .jaw import find_jaw, find_lips, touching_height
from .lashes import find_lash_matrices, place_lashes
from .lids import Shutting, behind_lids, clear_of_eyes, find_shutting
from .teeth import find_width, place_teeth

_EYES: dict[str, SocketType] = {
    "Right Center": "Vector",
    "Right Gaze": "Vector",
    "Left Center": "Vector",
    "Left Gaze": "Vector",
}
_EYE_MATRICES: dict[str, SocketType] = {
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


_MARKS: dict[str, SocketType] = {
    "Iris": "Int",
    "Outer Corner": "Int",
    "Inner Corner": "Int",
    "Upper Lid": "Int",
    "Lower Lid": "Int",
}
"""Landmarks, in the order of EyeMarks."""
_OF_EYE: dict[str, SocketType] = {
    "Center": "Vector",
    "Gaze": "Vector",
    "Shutting": "Float",
    "Sunk Center": "Vector",
    "Matrix": "Matrix",
}
_FACE: dict[str, SocketType] = {"Face": "Geometry"}


def control_group(has_eyeballs: bool) -> bpy.types.NodeTree:
    """The shared group that places control points and finds the eyes, the lips and the jaw."""
    name = f"Garment Control Points {'with' if has_eyeballs else 'without'} Eyeballs"
    if group := bpy.data.node_groups.get((name, None)):
        return group
    outputs = _POINTS | _EYES | _EYE_MATRICES | _MOUTH
    tree, given, sink = nested_group(name, _POINTS | _FACE, outputs)
    face = given["Face"]
    mouth = tree.nested(_mouth_group(), {"Face": face}).outputs
    right = _find(tree, face, RIGHT_MARKS)
    left = _find(tree, face, LEFT_MARKS)
    moment = Moment(
        shutting=Shutting(right["Shutting"], left["Shutting"]),
        sunk_eyes=Eyes(
            Eye(right["Sunk Center"], right["Gaze"]),
            Eye(left["Sunk Center"], left["Gaze"]),
        ),
        middle=mouth["Middle"],
        touching=mouth["Touching"],
        jaw=mouth["Jaw"],
    )
    points = place_controls(tree, face, given["Points"], moment, has_eyeballs)
    told = [right["Center"], right["Gaze"], left["Center"], left["Gaze"]]
    told += [right["Matrix"], left["Matrix"]]
    told += [mouth[title] for title in _MOUTH]
    return finish(tree, sink, points, *told)


def _find(tree: GeometryTree, face: Input, marks: EyeMarks) -> Any:
    """What is to be known of an eye, as outputs of a node."""
    inputs = dict(zip(_MARKS, marks, strict=True))
    return tree.nested(_eye_group(), inputs | {"Face": face}).outputs


def _eye_group() -> bpy.types.NodeTree:
    """The shared group that finds an eye by its landmarks."""
    name = "Garment Eye"
    if group := bpy.data.node_groups.get((name, None)):
        return group
    tree, given, sink = nested_group(name, _FACE | _MARKS, _OF_EYE)
    face = given["Face"]
    marks = EyeMarks(*(given[title] for title in _MARKS))
    eye = find_eye(tree, face, marks)
    shutting = find_shutting(tree, face, marks)
    sunk = behind_lids(tree, eye, shutting)
    return finish(tree, sink, *eye, shutting, sunk.center, eye_matrix(tree, sunk))


def _mouth_group() -> bpy.types.NodeTree:
    """The shared group that finds lips and jaw."""
    name = "Garment Mouth"
    if group := bpy.data.node_groups.get((name, None)):
        return group
    tree, given, sink = nested_group(name, _FACE, _MOUTH | {"Touching": "Float"})
    face = given["Face"]
    neutral = find_lips(tree, face, tree.attribute(REST))
    now = find_lips(tree, face, tree.position())
    return finish(
        tree,
        sink,
        neutral.middle,
        find_width(tree, face),
        find_jaw(tree, face),
        touching_height(tree, neutral.apart, now.apart),
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
    return finish(tree, sink, find_lash_matrices(tree, relay, eyes))


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
    tree, given, sink = nested_group(name, _GARMENT | _RELAY | _EYE_MATRICES, _GARMENT)
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
