"""The node group that plays measured meshes: all frames are vertices of one hidden mesh."""

import bpy

from ..blender.modifiers import GroupInput, finish, modifier_group
from ..data.anatomy.topology import LANDMARKS

GROUP = "Face Measured Frames"
FRAMES = "Frames"
FIRST = "First Frame"
COUNT = "Count"
"""The modifier's inputs: the object whose vertices are those of the first frame, then those of the
next and so on; the scene's frame of the first; how many frames there are.
"""
MOST_FRAMES = 2**24 // LANDMARKS
"""Nodes work with single precision, which counts so many vertices."""


def measured_group() -> bpy.types.NodeTree:
    """The shared node group that moves landmarks to where the scene's frame has them.

    Before the first frame and after the last one they stay; between two frames they are mixed.
    """
    if group := bpy.data.node_groups.get((GROUP, None)):
        return group
    tree, given, sink = modifier_group(
        GROUP,
        {
            FRAMES: GroupInput("Object"),
            FIRST: GroupInput("Int"),
            COUNT: GroupInput("Int"),
        },
    )
    frames = tree.object_geometry(given[FRAMES])
    now = tree.node("GeometryNodeInputSceneTime").outputs["Frame"]
    last = tree.math("SUBTRACT", given[COUNT], 1.0)
    since = tree.math("SUBTRACT", now, given[FIRST])
    since = tree.math("MAXIMUM", tree.math("MINIMUM", since, last), 0.0)
    whole = tree.math("FLOOR", since)
    following = tree.math("MINIMUM", tree.math("ADD", whole, 1.0), last)
    index = tree.out("GeometryNodeInputIndex")
    places = []
    for number in (whole, following):
        vertex = tree.math("MULTIPLY_ADD", number, float(LANDMARKS), index)
        places.append(tree.at(frames, tree.position(), vertex))
    position = tree.mix_vectors(tree.math("SUBTRACT", since, whole), *places)
    return finish(tree, sink, tree.move(given["Geometry"], position))
