"""Names of expressions, and the files that are named after them."""

import re
import unicodedata

from ..stimulus_limits import LONGEST_NAME
from .design import Design, DesignError, Identity, Pose

_NAME = re.compile(r"\w[\w -]*(?<! )")
"""A letter, then letters, digits, _, - and spaces, but no space at the end: Windows drops it."""


def safe_name(name: str, where: str) -> str:
    """A name fit for files on every system, in one spelling of its accents. Raises DesignError."""
    # An accent can be part of its letter or stand after it; names that look alike must be alike.
    name = unicodedata.normalize("NFC", name)
    is_short = len(name) <= LONGEST_NAME
    if not is_short or not _NAME.fullmatch(name):
        raise DesignError(
            f"{where}: {name!r} cannot name a file; use up to {LONGEST_NAME} letters, digits, "
            "spaces, _ and -"
        )
    return name


def file_name(
    design: Design,
    model: str,
    identity: Identity | None,
    label: str,
    share: float,
    pose: Pose,
    film: bool,
) -> str:
    """`happiness_060_yaw+30.png`: percent, and the angles that the design varies or turns to.

    The model goes first where the design has several, then the person's seed where it has people.
    """
    parts = []
    if len(design.models) > 1:
        parts.append(model)
    if design.identities and identity:
        # With as many digits as the last one has, so that files sort as seeds do.
        digits = len(str(design.identities.last_seed))
        parts.append(f"person{identity.seed:0{digits}d}")
    parts.append(label)
    # Three digits up to 200 %: files sort as their intensities do.
    percent = _number(100 * share, 3)
    parts.append(percent)
    for axis, angle in pose._asdict().items():
        # Left out where no head of the set turns about the axis.
        is_told = getattr(design, axis) != (0.0,)
        if is_told:
            # With its sign even where it is positive, so that no two names mean the same angle.
            sign = "-" if angle < 0 else "+"
            degrees = _number(abs(angle), 2)
            parts.append(f"{axis}{sign}{degrees}")
    ending = ".mp4" if film else ".png"
    return "_".join(parts) + ending


def _number(value: float, digits: int) -> str:
    """Without a fraction where there is none, so that names are short and sort as the numbers."""
    tenths = round(10 * value)
    whole, tenth = divmod(tenths, 10)
    padded = f"{whole:0{digits}d}"
    if not tenth:
        return padded
    return f"{padded}.{tenth}"
