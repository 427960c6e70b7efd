"""How an expression comes and goes over time."""

from collections.abc import Callable

import numpy as np

Points = tuple[tuple[float, float], ...]
Course = str | Points
"""A name of COURSES, or (share of the time, share of the way) from (0, 0) to (1, 1)."""

COURSES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "linear": lambda time: time,
    "cosine": lambda time: (1 - np.cos(np.pi * time)) / 2,
    # Flash and Hogan 1985: at rest at both ends, with the least jerk between them.
    "minimum jerk": lambda time: time**3 * (10 - 15 * time + 6 * time**2),
}


def share_of_way(course: Course, time: np.ndarray) -> np.ndarray:
    """The share of the way at shares of the time (n,); before 0 and after 1 the ends hold."""
    time = np.clip(time, 0, 1)
    if isinstance(course, str):
        return COURSES[course](time)
    return np.interp(time, *np.array(course).T)


def amplitudes(onset: float, hold: float, offset: float, course: Course, fps: float) -> np.ndarray:
    """The share of the apex on each frame (n,); times are in seconds, frame i is at i / fps."""
    end = onset + hold + offset
    time = np.arange(frame_count(end, fps)) / fps
    rising = share_of_way(course, time / onset) if onset else 1.0
    falling = share_of_way(course, (end - time) / offset) if offset else 1.0
    return rising * falling * np.ones(len(time))


def frame_count(seconds: float, fps: float) -> int:
    """Frames of a film that shows its first and its last instant."""
    return round(seconds * fps) + 1


def course_text(course: Course) -> str:
    """A course on one line without commas: its name, or `0:0 0.3:0.8 1:1`."""
    if isinstance(course, str):
        return course
    return " ".join(f"{time:g}:{share:g}" for time, share in course)
