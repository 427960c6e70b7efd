"""What the landmarks tell of the jaw and the lips, by nodes.

Lengths are meters, in the face's own axes.
"""

from typing import NamedTuple

from ...blender.geometry_nodes import GeometryTree
from ...blender.nodes import Input, Socket
from ...data.anatomy.mouth import CHIN, MOUTH
from ..attributes import REST

_HINGE = (0, -0.018, -0.004)
"""The jaw's joints are a little in front of the ears, which the origin lies between."""
_WIDEST = 0.8
"""Radians that the jaw can open."""

# A closed mouth's landmarks leave a slit. Behind it the lips meet:
_PRESSED = 0.0016
"""How far each goes beyond the middle; smoothing takes most of it."""
_PARTED = 0.004
"""How much wider apart they no longer do."""


class Lips(NamedTuple):
    """The middle between the edges of the lips, and how far they are apart."""

    middle: Socket
    apart: Socket


def find_lips(tree: GeometryTree, geometry: Input, places: Input) -> Lips:
    """The lips of a face whose vertices are at these places, a field."""
    upper_index, lower_index = MOUTH.middle
    upper = tree.at(geometry, places, upper_index)
    lower = tree.at(geometry, places, lower_index)
    return Lips(
        middle=tree.mean((upper, lower)),
        apart=tree.vector("LENGTH", tree.vector("SUBTRACT", lower, upper)),
    )


def find_jaw(tree: GeometryTree, geometry: Input) -> Socket:
    """The motion of the jaw by the chin against the neutral face: a matrix."""
    neutral = _chin(tree, geometry, tree.attribute(REST))
    now = _chin(tree, geometry, tree.position())
    neutral_angle = _angle(tree, neutral)
    angle = tree.math("SUBTRACT", _angle(tree, now), neutral_angle)
    # A chin above its neutral place leaves the jaw shut: teeth would come through one another.
    angle = tree.out(
        "ShaderNodeClamp",
        {
            "Value": angle,
            "Min": 0.0,
            "Max": _WIDEST,
        },
    )
    shift = tree.vector("SUBTRACT", now, neutral)
    aside = tree.vector("MULTIPLY", shift, (1, 0, 0))
    return _turn_about_hinge(tree, angle, aside)


def _chin(tree: GeometryTree, geometry: Input, places: Input) -> Socket:
    """The middle of the landmarks that go where the jaw goes."""
    landmarks = [tree.at(geometry, places, index) for index in CHIN]
    return tree.mean(landmarks)


def _angle(tree: GeometryTree, chin: Socket) -> Socket:
    """Of the chin about the hinge, in radians; it grows as the chin sinks."""
    from_hinge = tree.vector("SUBTRACT", chin, _HINGE)
    _, y, z = tree.split(from_hinge)
    return tree.math("ARCTAN2", z, y)


def _turn_about_hinge(tree: GeometryTree, angle: Socket, aside: Socket) -> Socket:
    """The matrix that turns by an angle, and shifts to the side."""
    axis = (1.0, 0.0, 0.0)
    # Where the origin goes: turned about the hinge.
    origin = tree.out(
        "ShaderNodeVectorRotate",
        {
            "Vector": (0.0, 0.0, 0.0),
            "Center": _HINGE,
            "Axis": axis,
            "Angle": angle,
        },
        rotation_type="AXIS_ANGLE",
    )
    turn = tree.out(
        "FunctionNodeAxisAngleToRotation",
        {
            "Axis": axis,
            "Angle": angle,
        },
    )
    return tree.out(
        "FunctionNodeCombineTransform",
        {
            "Translation": tree.vector("ADD", origin, aside),
            "Rotation": turn,
        },
    )


def touching_height(tree: GeometryTree, slit: Socket, gap: Socket) -> Socket:
    """How far up the lips touch behind their rims: below them, and less as the mouth opens.

    slit, gap: how far the lips are apart, on the neutral face and now.
    """
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
