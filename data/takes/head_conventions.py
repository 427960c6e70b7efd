"""Head pose conventions: how the three angles in a file become Pitch, Yaw and Roll as used here.

Inside: radians; positive Pitch looks up, Yaw turns and Roll tilts to the subject's right; the head
is turned by Pitch first, then Yaw, then Roll.
"""

from dataclasses import dataclass

import numpy as np

_PITCH, _YAW, _ROLL = range(3)


@dataclass(frozen=True, slots=True)
class Convention:
    """source: for Pitch, Yaw, Roll the file's column (0 its pitch, 1 yaw, 2 roll) and a sign."""

    title: str
    source: tuple[tuple[int, int], tuple[int, int], tuple[int, int]]


def _as_named(pitch: int = 1, yaw: int = 1, roll: int = 1):
    return (_PITCH, pitch), (_YAW, yaw), (_ROLL, roll)


CONVENTIONS = {
    "pyfeat": Convention("py-feat Detector v1 and v2", _as_named()),
    "mpdetector": Convention("py-feat MPDetector", ((_PITCH, -1), (_ROLL, -1), (_YAW, 1))),
    "mediapipe": Convention("MediaPipe matrix", _as_named()),
    "arkit": Convention("ARKit, phone upright", _as_named()),
    "arkit_landscape": Convention("ARKit, phone on its side", _as_named(-1, -1)),
    "swapped": Convention("Pitch and Yaw swapped", ((_YAW, 1), (_PITCH, 1), (_ROLL, 1))),
    "openface": Convention("OpenFace", _as_named(-1, 1, -1)),
}
"""id -> convention. Detector signs: py-feat's comments; MPDetector: its labels of Roll and Yaw are
exchanged and its Pitch looks down; OpenFace: from its camera axes (x right, y down, z away).
"""

UNITS = {"radians": 1.0, "degrees": np.pi / 180}
DEGREES_ABOVE = 1.75
"""Heads seldom turn by 100 degrees: larger numbers are degrees."""

FLIPS = ("Pitch", "Yaw", "Roll")


@dataclass(frozen=True)
class HeadOptions:
    """How to read head angles. "auto" leaves convention and unit to the format and the numbers."""

    convention: str = "auto"
    unit: str = "auto"
    flip: frozenset[str] = frozenset()


AS_FOUND = HeadOptions()


def likely_unit(angles: np.ndarray) -> tuple[str, str]:
    """The unit of file angles (n, 3), and the evidence for it."""
    largest = float(np.nanmax(np.abs(angles))) if np.isfinite(angles).any() else 0.0
    if largest > DEGREES_ABOVE:
        return "degrees", f"angles reach {largest:.1f}, too far for radians"
    return "radians", f"angles stay within {largest:.2f}"


def head_from_file(
    angles: np.ndarray, convention: str, options: HeadOptions = AS_FOUND
) -> tuple[np.ndarray, str]:
    """A file's pitch, yaw, roll columns (n, 3) as Pitch, Yaw, Roll used here, and what was assumed.

    convention: the format's own, which the options may override.
    """
    name = convention if options.convention == "auto" else options.convention
    unit, evidence = likely_unit(angles)
    if options.unit != "auto":
        unit, evidence = options.unit, "as told"
    columns = [angles[:, column] * sign for column, sign in CONVENTIONS[name].source]
    signs = [-1 if flip in options.flip else 1 for flip in FLIPS]
    head = np.stack(columns, axis=1) * signs * UNITS[unit]
    return head, f"{CONVENTIONS[name].title}, {unit} ({evidence})"


def head_from_quaternions(wxyz: np.ndarray) -> np.ndarray:
    """Pitch, yaw, roll columns (n, 3) in radians of quaternions (n, 4) of any length.

    Axes as in MediaPipe's matrix: x to the subject's left, y up, z out of the face. A quaternion of
    length 0 gives NaN.
    """
    length = np.linalg.norm(wxyz, axis=1, keepdims=True)
    w, x, y, z = (wxyz / np.where(length > 0, length, np.nan)).T
    about_x = np.arctan2(2 * (w * x + y * z), 1 - 2 * (x * x + y * y))
    about_y = np.arcsin(np.clip(2 * (w * y - z * x), -1, 1))
    about_z = np.arctan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z))
    return np.stack([-about_x, -about_y, about_z], axis=1)


def swap_suspicion(head: np.ndarray, gaze: np.ndarray) -> str:
    """A hint that two head angles are exchanged, or "".

    head: (n, 3); gaze: (n, 2), to the subject's right and up. Eyes counter-rotate a turning head:
    an angle that goes with the wrong axis of the gaze is suspect.
    """
    usable = np.isfinite(head).all(axis=1) & np.isfinite(gaze).all(axis=1)
    if usable.sum() < 30:
        return ""
    head, gaze = head[usable], gaze[usable]
    if head.std(axis=0).min() < 0.02 or gaze.std(axis=0).min() < 0.02:
        return ""
    link = np.abs(np.corrcoef(head.T, gaze.T)[:3, 3:])  # (3 angles, 2 gaze axes)
    sideways = int(link[:, 0].argmax())
    if sideways != _YAW and link[sideways, 0] > 0.6 and link[_YAW, 0] < 0.3:
        name = FLIPS[sideways]
        return f"{name} goes with the sideways gaze: Yaw and {name} may be swapped"
    return ""
