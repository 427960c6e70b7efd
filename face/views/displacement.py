"""The node group that measures how far landmarks are from where a reference has them."""

import bpy

from ...blender.geometry_nodes import GeometryTree
from ...blender.modifiers import GroupInput, finish, modifier_group
from ...blender.nodes import Input, Socket
from ..attributes import REST, STORED_REFERENCE
from .coloring import store_measure

GROUP = "Face Displacement"
STORED_POSE = "Stored Pose"
OTHER_FACE = "Other Face"
SIGNED = "Signed"
"""The modifier's inputs. The reference is the model's neutral face, with the first the pose that a
user stored, with an object as the second that object's vertices."""

_MILLIMETERS = 1000.0
"""In a meter."""


def displacement_group() -> bpy.types.NodeTree:
    """The shared node group that measures in millimeters, on the landmarks alone."""
    if group := bpy.data.node_groups.get((GROUP, None)):
        return group
    tree, given, sink = modifier_group(
        GROUP,
        {
            STORED_POSE: GroupInput("Bool"),
            OTHER_FACE: GroupInput("Object"),
            SIGNED: GroupInput("Bool"),
        },
    )
    geometry = given["Geometry"]
    position = tree.position()
    index = tree.out("GeometryNodeInputIndex")
    rest = tree.attribute(REST)
    stored = tree.attribute(STORED_REFERENCE)
    own = tree.switch(given[STORED_POSE], rest, stored, "VECTOR")
    reference = _or_other_face(
        tree,
        given[OTHER_FACE],
        own,
        position,
        index,
    )
    offset = tree.vector("SUBTRACT", position, reference)
    length = tree.vector("LENGTH", offset)
    along = _along_normals(
        tree,
        geometry,
        reference,
        offset,
        index,
    )
    meters = tree.switch(given[SIGNED], length, along, "FLOAT")
    millimeters = tree.math("MULTIPLY", meters, _MILLIMETERS)
    return finish(tree, sink, store_measure(tree, geometry, millimeters))


def _or_other_face(
    tree: GeometryTree,
    other_face: Input,
    own: Input,
    position: Input,
    index: Input,
) -> Socket:
    """The positions of another face's vertices where there is one, else `own`; fields of vectors.

    Each vertex is compared with the one that has its index.
    """
    # Without an object the geometry is empty.
    other = tree.object_geometry(other_face)
    size = tree.node("GeometryNodeAttributeDomainSize", {0: other}).outputs["Point Count"]
    there = tree.at(other, position, index)
    has_other = tree.compare(size, "GREATER_THAN", 0, "INT")
    return tree.switch(has_other, own, there, "VECTOR")


def _along_normals(
    tree: GeometryTree,
    geometry: Input,
    reference: Input,
    offset: Input,
    index: Input,
) -> Socket:
    """The part of an offset that goes outwards from the reference's surface, a field of numbers."""
    # The face in the reference's shape, for its normals.
    shape = tree.move(geometry, reference)
    normal = tree.at(shape, tree.out("GeometryNodeInputNormal"), index)
    return tree.vector("DOT_PRODUCT", offset, normal)
