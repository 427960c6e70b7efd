"""What a user may tell the readers about a recording."""

from dataclasses import dataclass, field

from .head_conventions import AS_FOUND, HeadOptions
from .progress import Progress, silent

DEFAULT_FPS = 30.0
"""Frames a second of files that name no rate, unless the user does."""

_TOO_HIGH_FPS = 100_000
"""Frames a second that no camera reaches."""

LARGEST = "largest"
"""Choice of a face: the largest one in each frame, whoever it is."""
ALL = "all"
"""Choice of a face: every one, as a take of its own."""


@dataclass(frozen=True)
class ReadOptions:
    """How to read a recording. Equal options read a file in the same way, whoever watches.

    fps: the rate of the recorded video, for files without a clock of their own.
    face: which of several faces: LARGEST, ALL, or a label as `Take.faces` has it.
    head: what the head's angles in the file mean.
    progress: told which share of a long file was read; what it raises ends the reading.
    """

    fps: float = DEFAULT_FPS
    face: str = LARGEST
    head: HeadOptions = AS_FOUND
    progress: Progress = field(default=silent, compare=False)


DEFAULT_OPTIONS = ReadOptions()
"""Those of a user who was not asked."""


def is_frame_rate(fps: float) -> bool:
    """Whether so many frames a second are possible; NaN are not."""
    return 0 < fps < _TOO_HIGH_FPS
