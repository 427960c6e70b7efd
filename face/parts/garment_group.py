"""The node group that dresses a face: control points by the landmarks of the moment, and ready
meshes mixed of them. No polygon is made, moved to another place or deleted.
"""

from collections.abc import Mapping
from typing import NamedTuple

import bpy

from ...blender.geometry_nodes import GeometryTree
from ...blender.modifiers import GroupInput, finish, modifier_group
from ...blender.nodes import Input, Socket
from ...data.anatomy.eyeballs import IRIS_RADIUS
from ...data.looks import DEFAULT, LOOKS
from ..attributes import HAIR_COLOR, IRIS_COLOR, LASH, PUPIL
from .garment_meshes import HAS_HEAD, HAS_TEETH, MIXED, Meshes
from .nested_groups import (
    control_group,
    eyes_group,
    head_group,
    mixing_group,
    relay_group,
    teeth_group,
    value_group,
)

COLOR_SETTING = "Iris Color"
PUPIL_SETTING = "Pupil"
_LASHES_INPUT = "Lashes"
HAIR_SETTING = "Hair Color"
"""Only a group with hair has it."""
AS_IN_VIEWPORT = "Render as in Viewport"
"""By this one exporters that take what renders would show get what the viewport shows."""
SETTINGS = (COLOR_SETTING, PUPIL_SETTING, _LASHES_INPUT)
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
        PUPIL_SETTING: GroupInput("Float", pupil),
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
        control_group(has_eyeballs=bool(wardrobe.view.relay)),
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
        value_group(),
        {
            "Face": face,
            "Garment": dressed,
        },
    )
    return finish(tree, sink, valued.outputs[0])


def _fit(tree: GeometryTree, meshes: Meshes, placed: bpy.types.Node) -> Socket:
    """The garment as it goes with the control points that a node has placed, and what it has told
    besides.
    """
    points = placed.outputs["Points"]
    has_eyes = meshes.relay is not None
    if has_eyes:
        relay = _mix(tree, meshes.relay, points)
        points = _run(tree, relay_group(), placed, {"Relay": relay})
    worn = {"Garment": _mix(tree, meshes.garment, points)}
    if meshes.garment[HAS_HEAD]:
        worn["Garment"] = _run(tree, head_group(), placed, worn)
    if meshes.garment[HAS_TEETH]:
        worn["Garment"] = _run(tree, teeth_group(), placed, worn)
    if has_eyes:
        worn["Garment"] = _run(tree, eyes_group(), placed, worn | {"Relay": points})
    return worn["Garment"]


def _run(
    tree: GeometryTree,
    group: bpy.types.NodeTree,
    placed: bpy.types.Node,
    inputs: Mapping[str | int, Input],
) -> Socket:
    """What a nested group gives; its other inputs are what a node has told, by their names."""
    node = tree.nested(group, inputs)
    for socket in node.inputs:
        if socket.name not in inputs:
            tree.link(placed.outputs[socket.name], node, socket.name)
    return node.outputs[0]


def _mix(tree: GeometryTree, ready: bpy.types.Object, points: Socket) -> Socket:
    """A ready mesh with each vertex where its points have it."""
    inputs: dict[str | int, Input] = {
        "Mesh": tree.object_geometry(ready),
        "Points": points,
    }
    return tree.nested(mixing_group(ready[MIXED]), inputs).outputs[0]


def _set_up_eyes(tree: GeometryTree, dressed: Socket, given: Input) -> Socket:
    """The garment with the eyes as the user wants them."""
    ratio = tree.math("DIVIDE", given[PUPIL_SETTING], 2 * IRIS_RADIUS)
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
