"""Head pose conventions by name; what they mean: takes/head_conventions.py."""

from typing import Literal, NamedTuple

ConventionName = Literal[
    "pyfeat",
    "mpdetector",
    "mediapipe",
    "arkit",
    "arkit_landscape",
    "swapped",
    "openface",
    "axes",
]
Unit = Literal["radians", "degrees"]
Auto = Literal["auto"]
Angle = Literal["Pitch", "Yaw", "Roll"]

FLIPS: tuple[Angle, ...] = ("Pitch", "Yaw", "Roll")
"""The angles in the order of all arrays here."""
PITCH, YAW, ROLL = range(3)


Source = tuple[int, int]
"""A column of a file's angles, and a sign."""


class Convention(NamedTuple):
    """source: for Pitch, Yaw, Roll the file's column (0 its pitch, 1 yaw, 2 roll) and a sign."""

    title: str
    source: tuple[Source, Source, Source]


CONVENTIONS: dict[ConventionName, Convention] = {
    "pyfeat": Convention(
        "py-feat Detector v1 and v2",
        ((PITCH, 1), (YAW, 1), (ROLL, 1)),
    ),
    "mpdetector": Convention(
        "py-feat MPDetector",
        ((PITCH, -1), (ROLL, -1), (YAW, 1)),
    ),
    "mediapipe": Convention(
        "MediaPipe matrix",
        ((PITCH, 1), (YAW, 1), (ROLL, 1)),
    ),
    "arkit": Convention(
        "ARKit, phone upright",
        ((PITCH, 1), (YAW, 1), (ROLL, 1)),
    ),
    "arkit_landscape": Convention(
        "ARKit, phone on its side",
        ((PITCH, -1), (YAW, -1), (ROLL, 1)),
    ),
    "swapped": Convention(
        "Pitch and Yaw swapped",
        ((YAW, 1), (PITCH, 1), (ROLL, 1)),
    ),
    "openface": Convention(
        "OpenFace",
        ((PITCH, -1), (YAW, 1), (ROLL, -1)),
    ),
    "axes": Convention(
        "Turns about x, y and z",
        ((PITCH, -1), (YAW, -1), (ROLL, 1)),
    ),
}
"""id -> convention. Detector signs: py-feat's comments; MPDetector: its labels of Roll and Yaw are
exchanged and its Pitch looks down; OpenFace: from its camera axes (x right, y down, z away); axes:
MediaPipe's, x to the subject's left, y up, z out of the face.
"""
