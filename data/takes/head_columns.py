"""Which of a file's columns or keys hold the head pose, however they are spelled.

One rule for all formats: words such as head, face, pose and rotation are taken off a name, and what
is left tells: pitch, yaw and roll; x, y and z of a rotation; w, x, y and z; or 9, 12 or 16 numbers
of a matrix. A unit in the name goes before any guess.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..head_tables import Auto, ConventionName, Unit
from .head_rotations import head_from_matrices, head_from_quaternions

Kind = Literal["angles", "quaternion", "matrix"]

_UNITS = r"deg|degrees?|rad|radians?"
_WORDS = (
    r"(?:head|face|facial|pose|rotation|rot|orientation|euler|angles?|quaternion|quat"
    rf"|{_UNITS})"
)
_NAMED = re.compile(rf"{_WORDS}*(?P<part>pitch|yaw|roll){_WORDS}*")
_OPENFACE = re.compile(r"pose_r(?P<part>[xyz])")
_ROTATION = r"(?:rotation|rot|orientation|euler|quaternion|quat|angles?)"
_AXIS = re.compile(rf"{_WORDS}*{_ROTATION}{_WORDS}*(?P<part>[wxyz])(?:{_UNITS})?")
_SHORT = re.compile(rf"{_WORDS}*(?:q|quat)(?P<part>[wxyz])")
_MATRIX = re.compile(
    # Not how the camera stands or sees.
    r"(?!.*(?:camera|projection|view|intrinsic))"
    r"(?P<stem>.*(?:matri(?:x|xes|ces)|transform(?:ation)?s?).*?|m|mat)\d+"
)
_MATRIX_SIZES = (16, 12, 9)
PARTS = {
    3: ("x", "y", "z"),
    4: ("x", "y", "z", "w"),
}
"""What numbers of a list mean, by their count: quaternions in the order of three.js and SciPy."""
_ANGLE_LISTS = ("headpose", "head_pose", "pose", "euler", "angles")
"""Keys whose lists of three are pitch, yaw and roll."""


@dataclass(frozen=True)
class HeadColumns:
    """Where a file has the head pose.

    columns: indices of pitch, yaw, roll; of w, x, y, z; or of a matrix's numbers in their order.
    convention: what the names tell of it, None where the format's own counts; unit likewise.
    """

    kind: Kind
    columns: tuple[int, ...]
    convention: ConventionName | None = None
    unit: Unit | Auto = "auto"


def find_head(names: Sequence[str]) -> HeadColumns | None:
    """The first complete set of columns among names, in the order of the kinds above."""
    lower = [name.strip().lower() for name in names]
    plain = [re.sub(r"[^a-z0-9]", "", name) for name in lower]
    openface = _parts(lower, _OPENFACE)
    named = _parts(plain, _NAMED)
    axes = _parts(plain, _AXIS)
    short = _parts(plain, _SHORT)
    if columns := _complete(named, ("pitch", "yaw", "roll")):
        return HeadColumns("angles", columns, unit=_unit_of(plain[columns[0]]))
    if columns := _complete(openface, ("x", "y", "z")):
        return HeadColumns("angles", columns, "openface", "radians")
    for found in (axes, short):
        if columns := _complete(found, ("w", "x", "y", "z")):
            return HeadColumns("quaternion", columns, "mediapipe", "radians")
    if columns := _complete(axes, ("x", "y", "z")):
        return HeadColumns("angles", columns, "axes", _unit_of(plain[columns[0]]))
    return _find_matrix(plain)


def head_angles(
    found: HeadColumns,
    numbers: np.ndarray,
    by_columns: bool = False,
) -> tuple[np.ndarray, str]:
    """A file's three angles (n, 3) of the numbers (n, k) in its columns, and evidence or "".

    by_columns: whether the format writes matrices column by column.
    """
    if found.kind == "quaternion":
        return head_from_quaternions(numbers), "quaternions"
    if found.kind == "matrix":
        return head_from_matrices(numbers, by_columns)
    return numbers, ""


def part_of(name: str, index: int, count: int) -> str:
    """What a number of a list of so many means, its index where there is no rule."""
    if count == 3 and name.lower() in _ANGLE_LISTS:
        return ("pitch", "yaw", "roll")[index]
    return PARTS[count][index] if count in PARTS else str(index)


def _parts(names: Sequence[str], pattern: re.Pattern[str]) -> dict[str, int]:
    """Part -> index of the first name that means it."""
    found: dict[str, int] = {}
    for index, name in enumerate(names):
        match = pattern.fullmatch(name)
        if match:
            found.setdefault(match["part"], index)
    return found


def _complete(found: dict[str, int], parts: Sequence[str]) -> tuple[int, ...]:
    """The indices of all parts, none unless all are there."""
    if not all(part in found for part in parts):
        return ()
    return tuple(found[part] for part in parts)


def _unit_of(name: str) -> Unit | Auto:
    """The unit that the name of an angle tells."""
    if "deg" in name:
        return "degrees"
    # No other word of such a name has these letters.
    return "radians" if "rad" in name else "auto"


def _find_matrix(names: Sequence[str]) -> HeadColumns | None:
    """Columns of one stem that are as many as a matrix has numbers."""
    columns: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        match = _MATRIX.fullmatch(name)
        if match:
            columns.setdefault(match["stem"], []).append(index)
    for indices in columns.values():
        if len(indices) in _MATRIX_SIZES:
            return HeadColumns("matrix", tuple(indices), "mediapipe", "radians")
    return None
