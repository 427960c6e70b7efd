"""Names of expressions, and the files that are named after them."""

import re
import unicodedata

from .design import Design, DesignError, Pose

LONGEST_NAME = 48
_NAME = re.compile(r"\w[\w -]*(?<! )")


def safe_name(name: str, where: str) -> str:
    """A name fit for files on every system, in one spelling of its accents. Raises DesignError."""
    name = unicodedata.normalize("NFC", name)
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise DesignError(
            f"{where}: {name!r} cannot name a file; use up to {LONGEST_NAME} letters, digits, "
            "spaces, _ and -"
        )
    return name


def file_name(design: Design, model: str, label: str, share: float, pose: Pose, film: bool) -> str:
    """`happiness_060_yaw+30.png`: percent, and the angles that the design varies or turns to.

    The model goes first where the design has several.
    """
    parts = [model] if len(design.models) > 1 else []
    parts += [label, _number(100 * share, 3)]
    for axis, angle in pose._asdict().items():
        if getattr(design, axis) != (0.0,):
            parts.append(f"{axis}{'-' if angle < 0 else '+'}{_number(abs(angle), 2)}")
    return "_".join(parts) + (".mp4" if film else ".png")


def _number(value: float, digits: int) -> str:
    """Without a fraction where there is none, so that names are short and sort as the numbers."""
    tenths = round(10 * value)
    whole = f"{tenths // 10:0{digits}d}"
    return f"{whole}.{tenths % 10}" if tenths % 10 else whole
