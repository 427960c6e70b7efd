"""How an expression comes and goes over time."""

from collections.abc import Callable

import numpy as np

Points = tuple[tuple[float, float], ...]
Course = str | Points
"""A name of COURSES, or (share of the time, share of the way) from (0, 0) to (1, 1)."""


def _linear(time: np.ndarray) -> np.ndarray:
    """Shares of the way (n,) at shares of the time (n,)."""
    return time


def _cosine(time: np.ndarray) -> np.ndarray:
    """Shares of the way (n,) at shares of the time (n,), slow at both ends."""
    return (1 - np.cos(np.pi * time)) / 2


def _minimum_jerk(time: np.ndarray) -> np.ndarray:
    """Shares of the way (n,) at shares of the time (n,).

    Flash and Hogan 1985: at rest at both ends, with the least jerk between them.
    """
    correction = 10 - 15 * time + 6 * time**2
    return time**3 * correction


_Function = Callable[[np.ndarray], np.ndarray]

COURSES: dict[str, _Function] = {
    "linear": _linear,
    "cosine": _cosine,
    "minimum jerk": _minimum_jerk,
}


def share_of_way(course: Course, time: np.ndarray) -> np.ndarray:
    """The share of the way (n,) at shares of the time (n,); beyond 0 and 1 the ends hold."""
    time = np.clip(time, 0, 1)
    if isinstance(course, str):
        return COURSES[course](time)
    # Straight from point to point.
    times, shares = np.array(course).T
    return np.interp(time, times, shares)


def amplitudes(
    onset: float,
    hold: float,
    offset: float,
    course: Course,
    fps: float,
) -> np.ndarray:
    """The share of the apex on each frame (n,); times are in seconds, frame i is at i / fps."""
    end = onset + hold + offset
    count = frame_count(end, fps)
    time = np.arange(count) / fps
    # A film without onset begins at the apex, one without offset ends there.
    rising = 1.0
    if onset:
        rising = share_of_way(course, time / onset)
    falling = 1.0
    if offset:
        # The way back is the way there, seen from the end.
        until_end = end - time
        falling = share_of_way(course, until_end / offset)
    # The ones make an array of it where a film has neither: the apex on every frame.
    return rising * falling * np.ones(count)


def frame_count(seconds: float, fps: float) -> int:
    """Frames of a film that shows its first and its last instant."""
    return round(seconds * fps) + 1


def course_text(course: Course) -> str:
    """A course on one line without commas: its name, or `0:0 0.3:0.8 1:1`."""
    if isinstance(course, str):
        return course
    points = [f"{time:g}:{share:g}" for time, share in course]
    return " ".join(points)
