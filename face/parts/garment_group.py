"""The node group that dresses a face: control points by the landmarks of the moment, and ready
meshes mixed of them. No polygon is made, moved to another place or deleted.
"""

from typing import NamedTuple

import bpy

from ...blender.geometry_nodes import GeometryTree
from ...blender.modifiers import GroupInput, SocketType, finish, modifier_group, nested_group
from ...blender.nodes import Input, Socket
from ...data.anatomy.eyeballs import IRIS_RADIUS
from ...data.anatomy.garment import MOST_BLOCKS
from ...data.looks import DEFAULT, LOOKS
from ..attributes import (
    HAIR_COLOR,
    HEAD_INDEX,
    HEAD_WEIGHT,
    IRIS_COLOR,
    LASH,
    MIX_INDEX,
    MIX_MORE,
    MIX_OFFSET,
    MIX_WEIGHT,
    ON_HEAD,
    OVAL_BLOCK,
    PUPIL,
    SPREAD_INDEX,
    SPREAD_WEIGHT,
    TOOTH,
    VALUE,
)
from .control_points import place_controls
from .garment_meshes import HAS_HEAD, HAS_TEETH, MIXED, MIXED_BY_ALL, Meshes
from .gaze import Eye, Eyes, find_eyes
from .lashes import place_lash_frames
from .lids import clear_of_eyes
from .teeth import out_of_narrow_mouth

COLOR_SETTING = "Iris Color"
_PUPIL_INPUT = "Pupil"
_LASHES_INPUT = "Lashes"
HAIR_SETTING = "Hair Color"
"""Only a group with hair has it."""
AS_IN_VIEWPORT = "Render as in Viewport"
"""By this one exporters that take what renders would show get what the viewport shows."""
SETTINGS = (COLOR_SETTING, _PUPIL_INPUT, _LASHES_INPUT)
"""The modifier's inputs for the eyes, which a user sets by taste."""

_IRIS = (0.06, 0.135, 0.18, 1)
_PUPIL = 0.0042
_SMALLEST_PUPIL = 0.0015
_LARGEST_PUPIL = 0.009
"""Diameters, meters."""


class Wardrobe(NamedTuple):
    """What a group dresses faces with: control points, and meshes for viewport and renders."""

    controls: bpy.types.Object
    view: Meshes
    render: Meshes

    def in_order(self) -> list[bpy.types.Object]:
        """All objects, in the order in which the group's nodes are made."""
        return [self.controls, *self.view.in_order(), *self.render.in_order()]


def garment_group(title: str, wardrobe: Wardrobe, has_hair: bool) -> bpy.types.NodeTree:
    """A new node group of that name."""
    pupil = {
        "subtype": "DISTANCE",
        "min_value": _SMALLEST_PUPIL,
        "max_value": _LARGEST_PUPIL,
        "default_value": _PUPIL,
    }
    inputs = {
        COLOR_SETTING: GroupInput("Color", {"default_value": _IRIS}),
        _PUPIL_INPUT: GroupInput("Float", pupil),
        _LASHES_INPUT: GroupInput("Bool", {"default_value": True}),
        AS_IN_VIEWPORT: GroupInput("Bool"),
    }
    if has_hair:
        color = (*LOOKS[DEFAULT].tone.hair, 1)
        inputs[HAIR_SETTING] = GroupInput("Color", {"default_value": color})
    tree, given, sink = modifier_group(title, inputs)
    face = given["Geometry"]
    controls = tree.object_geometry(wardrobe.controls)
    placed = tree.nested(
        _control_group(has_eyeballs=bool(wardrobe.view.relay)),
        {
            "Face": face,
            "Points": controls,
        },
    )
    in_viewport = _fit(tree, wardrobe.view, placed)
    in_render = _fit(tree, wardrobe.render, placed)
    is_viewport = tree.out("GeometryNodeIsViewport")
    is_viewport = tree.either(is_viewport, given[AS_IN_VIEWPORT])
    dressed = tree.switch(is_viewport, in_render, in_viewport, "GEOMETRY")
    if wardrobe.view.relay:
        dressed = _set_up_eyes(tree, dressed, given)
    if has_hair:
        dressed = tree.store(dressed, HAIR_COLOR, given[HAIR_SETTING])
    valued = tree.nested(
        _value_group(),
        {
            "Face": face,
            "Garment": dressed,
        },
    )
    return finish(tree, sink, valued.outputs[0])


def _fit(tree: GeometryTree, meshes: Meshes, placed: bpy.types.Node) -> Socket:
    """The garment as it goes with the control points that a node has placed."""
    points = placed.outputs["Points"]
    if meshes.relay:
        relay = _mix(tree, meshes.relay, points)
        inputs: dict[str | int, Input] = {name: placed.outputs[name] for name in _EYE_SOCKETS}
        inputs["Relay"] = relay
        points = tree.nested(_relay_group(), inputs).outputs[0]
    garment = _mix(tree, meshes.garment, points)
    by_controls: dict[str | int, Input] = {
        "Garment": garment,
        "Points": placed.outputs["Points"],
    }
    if meshes.garment[HAS_HEAD]:
        by_controls["Garment"] = tree.nested(_head_group(), by_controls).outputs[0]
    if meshes.garment[HAS_TEETH]:
        by_controls["Garment"] = tree.nested(_teeth_group(), by_controls).outputs[0]
    return by_controls["Garment"]


_EYE_SOCKETS: dict[str, SocketType] = {
    "Right Center": "Vector",
    "Right Gaze": "Vector",
    "Left Center": "Vector",
    "Left Gaze": "Vector",
}


def _control_group(has_eyeballs: bool) -> bpy.types.NodeTree:
    """The shared group that places control points and finds the eyes."""
    name = f"Garment Control Points {'with' if has_eyeballs else 'without'} Eyeballs"
    if group := bpy.data.node_groups.get((name, None)):
        return group
    inputs: dict[str, SocketType] = {
        "Face": "Geometry",
        "Points": "Geometry",
    }
    tree, given, sink = nested_group(name, inputs, {"Points": "Geometry"} | _EYE_SOCKETS)
    eyes = find_eyes(tree, given["Face"])
    points = place_controls(tree, given["Face"], given["Points"], eyes, has_eyeballs)
    return finish(tree, sink, points, *eyes.right, *eyes.left)


def _relay_group() -> bpy.types.NodeTree:
    """The shared group that moves the lids' skin out of the eyeballs, and stands lashes on it."""
    name = "Garment Lids and Lashes"
    if group := bpy.data.node_groups.get((name, None)):
        return group
    inputs = _EYE_SOCKETS | {"Relay": "Geometry"}
    tree, given, sink = nested_group(name, inputs, {"Relay": "Geometry"})
    eyes = Eyes(
        Eye(given["Right Center"], given["Right Gaze"]),
        Eye(given["Left Center"], given["Left Gaze"]),
    )
    relay = clear_of_eyes(tree, given["Relay"], eyes)
    return finish(tree, sink, place_lash_frames(tree, relay, eyes))


_BY_CONTROLS: dict[str, SocketType] = {
    "Garment": "Geometry",
    "Points": "Geometry",
}


def _head_group() -> bpy.types.NodeTree:
    """The shared group that takes the head along with the oval."""
    name = "Garment Head"
    if group := bpy.data.node_groups.get((name, None)):
        return group
    tree, given, sink = nested_group(name, _BY_CONTROLS, {"Garment": "Geometry"})
    place = tree.position()  # where it would be if the oval were at the origin
    block = tree.attribute(OVAL_BLOCK)
    for number in range(MOST_BLOCKS):
        index = tree.attribute(HEAD_INDEX[number])
        matrix = _sample(tree, given["Points"], block, index, OVAL_BLOCK.data_type)
        part = tree.out(
            "FunctionNodeTransformPoint",
            {
                "Vector": tree.attribute(HEAD_WEIGHT[number]),
                "Transform": matrix,
            },
        )
        place = tree.vector("ADD", place, part)
    return finish(tree, sink, tree.move(given["Garment"], place, tree.attribute(ON_HEAD)))


def _teeth_group() -> bpy.types.NodeTree:
    """The shared group that moves teeth backwards in a narrow mouth."""
    name = "Garment Teeth"
    if group := bpy.data.node_groups.get((name, None)):
        return group
    tree, given, sink = nested_group(name, _BY_CONTROLS, {"Garment": "Geometry"})
    place = out_of_narrow_mouth(tree, given["Points"])
    return finish(tree, sink, tree.move(given["Garment"], place, tree.attribute(TOOTH)))


def _mix(tree: GeometryTree, ready: bpy.types.Object, points: Socket) -> Socket:
    """A ready mesh with each vertex where its points have it."""
    inputs: dict[str | int, Input] = {
        "Mesh": tree.object_geometry(ready),
        "Points": points,
    }
    return tree.nested(_mixing_group(ready[MIXED]), inputs).outputs[0]


def _mixing_group(most: int) -> bpy.types.NodeTree:
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
    place = _mixture(tree, points, range(by_all))
    place = tree.vector("ADD", place, tree.attribute(MIX_OFFSET))
    mesh = tree.move(given["Mesh"], place)
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


def _set_up_eyes(tree: GeometryTree, dressed: Socket, given: Input) -> Socket:
    """The garment with the eyes as the user wants them."""
    ratio = tree.math("DIVIDE", given[_PUPIL_INPUT], 2 * IRIS_RADIUS)
    dressed = tree.store(dressed, PUPIL, ratio)
    dressed = tree.store(dressed, IRIS_COLOR, given[COLOR_SETTING])
    without_lashes = tree.out(
        "GeometryNodeDeleteGeometry",
        {
            "Geometry": dressed,
            "Selection": tree.attribute(LASH),
        },
        domain="POINT",
    )
    return tree.switch(given[_LASHES_INPUT], without_lashes, dressed, "GEOMETRY")


def _value_group() -> bpy.types.NodeTree:
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
    has_values = _sample(tree, face, known.outputs["Exists"], 0, "BOOLEAN")
    total = 0.0
    for spread_index, spread_weight in zip(SPREAD_INDEX, SPREAD_WEIGHT, strict=True):
        index = tree.attribute(spread_index)
        weight = tree.attribute(spread_weight)
        at_landmark = _sample(tree, face, tree.attribute(VALUE), index, "FLOAT")
        total = tree.math("MULTIPLY_ADD", at_landmark, weight, total)
    valued = tree.store(given["Garment"], VALUE, total)
    shown = tree.switch(has_values, given["Garment"], valued, "GEOMETRY")
    return finish(tree, sink, shown)


def _sample(
    tree: GeometryTree,
    geometry: Input,
    value: Input,
    index: Input,
    data_type: str,
) -> Socket:
    """What a field of any type is at a vertex of a geometry."""
    return tree.out(
        "GeometryNodeSampleIndex",
        {
            "Geometry": geometry,
            "Value": value,
            "Index": index,
        },
        data_type=data_type,
    )
