"""What a user may tell the readers about a recording."""

from dataclasses import dataclass, field
from pathlib import Path

from ..reading_choices import AUTO, DEFAULT_FPS, DEFAULT_FULL_VALUE, LARGEST
from .head_conventions import AS_FOUND, HeadOptions
from .progress import Progress, silent

_TOO_HIGH_FPS = 100_000
"""Frames a second that no camera reaches."""

COUNTED = "counted at"
"""What the evidence for a clock says that counts at the user's frame rate."""


@dataclass(frozen=True)
class ClockOptions:
    """What overrules how the clock of a recording is found.

    source: AUTO, ROWS, or the name of a column or key.
    unit: AUTO, FRAMES, or one of UNITS.
    base: frames a second of a timecode, 0 for what its roll-over tells.
    """

    source: str = AUTO
    unit: str = AUTO
    base: int = 0


FOUND_CLOCK = ClockOptions()
"""Nothing is overruled."""


OF_MODEL = "model"
"""Choice of a neutral mesh: the model's own face at rest, for meshes that a model made."""


@dataclass(frozen=True)
class MeshOptions:
    """How measured meshes become channels.

    wanted: read the meshes where a file has channels as well.
    neutral: AUTO for the samples of least expression, OF_MODEL, or the number of a sample.
    smoothness: millimeters that a change of a channel by 1 from one sample to the next costs.
    """

    wanted: bool = False
    neutral: str = AUTO
    smoothness: float = 0.0


USUAL_MESHES = MeshOptions()
"""Meshes are read where there is nothing else."""


@dataclass(frozen=True)
class ReadOptions:
    """How to read a recording. Equal options read a file in the same way, whoever watches.

    fps: the rate of the recorded video, for files without a clock of their own.
    face: which of several faces: LARGEST, ALL, or a label as `Take.faces` has it.
    head: what the head's angles in the file mean.
    clock: which column or key is the clock, and its unit.
    full_value: the number in the file that is a channel's full strength, such as 100 of percent.
    mesh: what becomes of measured meshes.
    through: file of a model for the channels of the recording, whose meshes become blendshapes;
        None to leave the channels as they are.
    progress: told which share of a long file was read; what it raises ends the reading.
    """

    fps: float = DEFAULT_FPS
    face: str = LARGEST
    head: HeadOptions = AS_FOUND
    clock: ClockOptions = FOUND_CLOCK
    full_value: float = DEFAULT_FULL_VALUE
    mesh: MeshOptions = USUAL_MESHES
    through: Path | None = None
    progress: Progress = field(default=silent, compare=False)


DEFAULT_OPTIONS = ReadOptions()
"""Those of a user who was not asked."""


def is_frame_rate(fps: float) -> bool:
    """Whether so many frames a second are possible; NaN are not."""
    return 0 < fps < _TOO_HIGH_FPS
