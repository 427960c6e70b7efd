"""The bag behind the lips, sewn to their rim: the inside of the mouth.

Lengths are meters, in the face's own axes.
"""

import bpy

from ...blender.geometry_nodes import GeometryTree
from ...blender.modifiers import finish, modifier_group, use_material
from ...blender.nodes import Input, Socket
from ...data.anatomy.topology import AREAS
from ..attributes import AREA, REST, RIM
from .flesh import make_flesh
from .jaw import Jaw, find_jaw, find_lips, move_with_jaw

BAG = "Face: Mouth"
"""Name of the modifier, which comes before the surface is smoothed."""
_GROUP = "Face Mouth"

# A closed mouth's landmarks leave a slit. Behind it the lips meet:
_WET = 0.0016
"""How far behind their rims."""
_PRESSED = 0.0016
"""How far each goes beyond the middle; smoothing takes most of it."""
_PARTED = 0.004
"""How much wider apart they no longer do."""

# Further rings of the bag behind the rim: depth, height above (or below) the lips.
_VESTIBULE_DEPTH = 0.0030
_VESTIBULE_HEIGHT = 0.0070
_CAVITY = ((0.0115, 0.0185), (0.048, 0.0160))
_THROAT = (0, 0.064, -0.006)
"""From the middle of the lips to where the bag ends in a point."""

_OFF_RIM = 1e-6
"""RIM is exactly 0 off the rim, and near 0 in the corners of the mouth."""


def bag_group(flesh: bpy.types.Material) -> bpy.types.NodeTree:
    """The shared node group that opens the mouth to a bag of this material."""
    if group := bpy.data.node_groups.get((_GROUP, None)):
        return use_material(group, flesh)
    tree, given, sink = modifier_group(_GROUP)
    return finish(tree, sink, _add_bag(tree, given["Geometry"], flesh))


def _add_bag(tree: GeometryTree, geometry: Input, flesh: bpy.types.Material) -> Socket:
    """The face with its mouth open to the back instead of filled flat."""
    jaw = find_jaw(tree, geometry)
    skin = _without_filling(tree, geometry)
    rim = tree.attribute(RIM)
    edges = _rim_edges(tree, rim)
    for places in _rings(tree, geometry, rim, jaw):
        ring = tree.node(
            "GeometryNodeExtrudeMesh",
            {
                "Mesh": skin,
                "Selection": edges,
                "Offset Scale": 0.0,
            },
            mode="EDGES",
        )
        edges = ring.outputs["Top"]  # the next ring starts from there
        skin = tree.move(ring.outputs["Mesh"], places, edges)
        skin = make_flesh(tree, skin, ring.outputs["Side"], flesh)
    return skin


def _without_filling(tree: GeometryTree, geometry: Input) -> Socket:
    """The face with a hole between its lips."""
    area = tree.attribute(AREA)
    is_filling = tree.compare(area, "EQUAL", AREAS.index("mouth"), "INT")
    return tree.out(
        "GeometryNodeDeleteGeometry",
        {
            "Geometry": geometry,
            "Selection": is_filling,
        },
        domain="FACE",
    )


def _rim_edges(tree: GeometryTree, rim: Socket) -> Socket:
    """The field of edges around the hole: those with one polygon, on the lips."""
    polygons = tree.out("GeometryNodeInputMeshEdgeNeighbors")
    is_border = tree.compare(polygons, "EQUAL", 1, "INT")
    size = tree.math("ABSOLUTE", rim)
    is_lip = tree.compare(size, "GREATER_THAN", _OFF_RIM)
    return tree.both(is_border, is_lip)


def _rings(
    tree: GeometryTree,
    geometry: Input,
    rim: Socket,
    jaw: Jaw,
) -> list[Socket]:
    """Where the vertices of each ring go, from the lips to the throat: fields of positions.

    The first two follow the lips of the moment, the others the neutral face's and the jaw.
    """
    position = tree.position()
    rest = tree.attribute(REST)
    neutral = find_lips(tree, geometry, rest)
    now = find_lips(tree, geometry, position)
    touching = _touching_height(tree, neutral.apart, now.apart)
    rings = [
        _behind(
            tree,
            position,
            rim,
            _WET,
            touching,
        ),
        _behind(tree, position, rim, _VESTIBULE_DEPTH, _VESTIBULE_HEIGHT),
    ]
    # The corners go half of the way with the jaw.
    share = tree.math("MULTIPLY_ADD", rim, -2.0, 0.5)
    share = tree.out("ShaderNodeClamp", {"Value": share})
    deep = []
    for depth, height in _CAVITY:
        deep.append(_behind(tree, rest, rim, depth, height))
    throat = tree.vector("ADD", neutral.middle, _THROAT)
    deep.append(throat)
    for places in deep:
        lowered = move_with_jaw(tree, places, jaw)
        rings.append(tree.mix_vectors(share, places, lowered))
    return rings


def _behind(
    tree: GeometryTree,
    base: Input,
    rim: Socket,
    depth: float,
    height: Input,
) -> Socket:
    """A field of positions behind others: above them on the upper lip, below on the lower one."""
    up = tree.math("MULTIPLY", rim, height)
    back_and_up = tree.combine(0.0, depth, up)
    return tree.vector("ADD", base, back_and_up)


def _touching_height(tree: GeometryTree, slit: Socket, gap: Socket) -> Socket:
    """How far up the lips touch behind their rims: below them, and less as the mouth opens.

    slit, gap: from the upper to the lower lip, on the neutral face and now.
    """
    slit = tree.vector("LENGTH", slit)
    gap = tree.vector("LENGTH", gap)
    parted = tree.math("ADD", slit, _PARTED)
    closed = tree.ramp(
        gap,
        slit,
        parted,
        1.0,
        0.0,
    )
    # Each lip goes half of the slit, and a little beyond the middle.
    height = tree.math("MULTIPLY_ADD", slit, -0.5, -_PRESSED)
    return tree.math("MULTIPLY", height, closed)
