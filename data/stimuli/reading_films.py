"""The [films] of a design's TOML."""

from itertools import pairwise
from typing import Any

from .course import COURSES, Course, Points
from .design import DesignError, Films
from .entries import Entries
from .values import in_range

_LONGEST = 600
"""Seconds of an onset, a hold or an offset."""

_FASTEST = 1000
"""Frames a second."""

_SHARES_OF_WAY = (-1, 2)
"""Least and most of a course: before it rises it may swing back, and then beyond the apex."""


def read_films(design: Entries) -> Films | None:
    """How films move, None where the design makes none. Raises DesignError."""
    if "films" not in design.table:
        return None
    entries = design.inner("films")
    entries.check_keys(("onset", "hold", "offset", "course", "fps"))
    onset = _seconds(entries, "onset", Films.onset)
    hold = _seconds(entries, "hold", Films.hold)
    offset = _seconds(entries, "offset", Films.offset)
    fps = entries.whole("fps", Films.fps, least=1, most=_FASTEST)
    seconds = onset + hold + offset
    # One frame would be a picture.
    if seconds * fps < 1:
        raise DesignError(f"{entries.where}: are shorter than a frame; set onset, hold and offset")
    course = entries.table.get("course", Films.course)
    return Films(
        onset=onset,
        hold=hold,
        offset=offset,
        course=_course(course, entries.place("course")),
        fps=fps,
    )


def _seconds(
    entries: Entries,
    key: str,
    default: float,
) -> float:
    return entries.number(key, default, least=0, most=_LONGEST)


def _course(course: Any, where: str) -> Course:
    """A course by its name or by its points, which must lead from nothing to everything."""
    if isinstance(course, str) and course in COURSES:
        return course
    if not isinstance(course, list):
        raise DesignError(
            f"{where}: must be one of {', '.join(COURSES)}, or a list of "
            "[share of the time, share of the way]"
        )
    points = tuple(_point(pair, where) for pair in course)
    if not _leads_from_start_to_end(points):
        raise DesignError(f"{where}: must go from [0, 0] to [1, 1], each pair later than the last")
    return points


def _point(pair: Any, where: str) -> tuple[float, float]:
    if not isinstance(pair, list) or len(pair) != 2:
        raise DesignError(f"{where}: needs pairs such as [0.3, 0.8]")
    time = in_range(pair[0], 0, 1, where)
    way = in_range(pair[1], *_SHARES_OF_WAY, where)
    return time, way


def _leads_from_start_to_end(points: Points) -> bool:
    if len(points) < 2:
        return False
    for before, after in pairwise(points):
        # Times must increase; the way may go back, as a face that overshoots does.
        if before[0] >= after[0]:
            return False
    return points[0] == (0, 0) and points[-1] == (1, 1)
