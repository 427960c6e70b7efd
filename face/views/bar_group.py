"""The node group of a color bar: a strip of colors with numbers beside it, drawn for its face.

Lengths are heights of the strip, which stands upright about the origin and faces +z.
"""

import bpy

from ...blender.geometry_nodes import GeometryTree
from ...blender.modifiers import GroupInput, finish, modifier_group, use_material
from ...blender.nodes import Input, Socket
from ...data.color_maps import COLOR_MAPS
from ..attributes import RANGE_END, VIEW_COLOR
from .coloring import color_of_share, emission_material

MATERIAL = "Face Color Bar"
FACE = "Face"
TITLE = "Title"
"""The modifier's inputs: the face whose range it shows, and what it says above the numbers."""

WIDTH = 0.09
MARGIN = 0.06
"""Room left and right of the strip and its texts."""
_STEPS = 256
_LABELS = 5
"""Numbers, evenly from the lower to the upper end."""
_TEXT = 0.08
"""Size of the letters."""
_CAPITAL = 0.7
"""Height of a capital as a share of their size."""
_LEFT = 0.08
"""Where the numbers begin."""
_TITLE_HEIGHT = 0.58
_ROUNDNESS = 4
"""Pieces of a letter's curve: letters are drawn anew whenever the face moves."""
_PLATE_LOW = -0.6
_PLATE_HIGH = 0.7
"""Lower and upper end of the plate behind it all."""
_BEHIND = -0.01

_INK = (0.85, 0.85, 0.85, 1)
_GROUND = (0.012, 0.012, 0.014, 1)
"""Linear RGB with alpha: the texts, and the plate."""
_LARGE = 10.0
"""From here on one decimal is enough."""


def bar_group(color_map: str) -> bpy.types.NodeTree:
    """The shared node group that draws a bar for one of COLOR_MAPS."""
    name = f"Face Color Bar {color_map}"
    if group := bpy.data.node_groups.get((name, None)):
        return use_material(group, _material())
    chart = COLOR_MAPS[color_map]
    tree, given, sink = modifier_group(
        name,
        {
            FACE: GroupInput("Object"),
            TITLE: GroupInput("String"),
        },
    )
    # The strip's colors stay; only the numbers follow the face's range.
    maximum = _range_end(tree, given[FACE])
    strip = _grid(tree, WIDTH, 1.0, _STEPS)
    _, height, _ = tree.split(tree.position())
    share = tree.math("ADD", height, 0.5)
    color = color_of_share(tree, chart, share)
    strip = tree.store(strip, VIEW_COLOR, color)
    labels = _labels(tree, maximum, chart.symmetric)
    above_strip = (-WIDTH / 2, _TITLE_HEIGHT, 0)
    title = _text(tree, given[TITLE], above_strip)
    texts = tree.join(*labels, title)
    # Each letter is an instance of its shape, which has no attributes of its own.
    texts = tree.out("GeometryNodeRealizeInstances", {"Geometry": texts})
    texts = tree.store(texts, VIEW_COLOR, _INK)
    plate = tree.store(_plate(tree, texts), VIEW_COLOR, _GROUND)
    bar = tree.join(strip, plate, texts)
    return finish(tree, sink, tree.set_material(bar, _material()))


def _range_end(tree: GeometryTree, face: Input) -> Socket:
    """The upper end of a face's range, as its modifiers have it at this moment."""
    return tree.out(
        "GeometryNodeSampleIndex",
        {
            "Geometry": tree.object_geometry(face),
            "Value": tree.attribute(RANGE_END),
        },
        data_type="FLOAT",
    )


def _labels(tree: GeometryTree, maximum: Socket, symmetric: bool) -> list[Socket]:
    """Numbers beside the strip; a small range shows hundredths."""
    is_large = tree.compare(maximum, "GREATER_EQUAL", _LARGE)
    decimals = tree.switch(is_large, 2, 1, "INT")
    to_middle = _TEXT * _CAPITAL / 2  # texts stand on their place
    labels = []
    for number in range(_LABELS):
        share = number / (_LABELS - 1)
        of_maximum = 2 * share - 1 if symmetric else share
        text = tree.out(
            "FunctionNodeValueToString",
            {
                "Value": tree.math("MULTIPLY", maximum, of_maximum),
                "Decimals": decimals,
            },
        )
        place = (_LEFT, share - 0.5 - to_middle, 0)
        labels.append(_text(tree, text, place))
    return labels


def _text(
    tree: GeometryTree,
    text: Socket,
    place: tuple[float, float, float],
) -> Socket:
    """A text as a geometry that begins at a place."""
    curves = tree.out(
        "GeometryNodeStringToCurves",
        {
            "String": text,
            "Size": _TEXT,
        },
    )
    curves = tree.out(
        "GeometryNodeSetSplineResolution",
        {
            0: curves,
            "Resolution": _ROUNDNESS,
        },
    )
    filled = tree.out("GeometryNodeFillCurve", {"Curve": curves})
    return _translate(tree, filled, place)


def _plate(tree: GeometryTree, texts: Socket) -> Socket:
    """A dark ground that reaches as far as the texts do."""
    box = tree.node("GeometryNodeBoundBox", {0: texts})
    highest = box.outputs["Max"]
    end_of_texts, _, _ = tree.split(highest)
    left = -WIDTH / 2 - MARGIN
    right = tree.math("ADD", end_of_texts, MARGIN)
    width = tree.math("SUBTRACT", right, left)
    middle = tree.math("ADD", right, left)
    middle = tree.math("MULTIPLY", middle, 0.5)
    plate = _grid(tree, width, _PLATE_HIGH - _PLATE_LOW)
    half_height = (_PLATE_LOW + _PLATE_HIGH) / 2
    place = tree.combine(middle, half_height, _BEHIND)
    return _translate(tree, plate, place)


def _grid(
    tree: GeometryTree,
    width: Input,
    height: float,
    steps: int = 1,
) -> Socket:
    """A rectangle about the origin, cut into steps from below to above."""
    return tree.out(
        "GeometryNodeMeshGrid",
        {
            "Size X": width,
            "Size Y": height,
            "Vertices X": 2,
            "Vertices Y": steps + 1,
        },
    )


def _translate(tree: GeometryTree, geometry: Socket, offset: Input) -> Socket:
    """A geometry moved as a whole."""
    return tree.out(
        "GeometryNodeTransform",
        {
            "Geometry": geometry,
            "Translation": offset,
        },
    )


def _material() -> bpy.types.Material:
    present = bpy.data.materials.get((MATERIAL, None))
    if present:
        return present
    material, _ = emission_material(MATERIAL)
    return material
