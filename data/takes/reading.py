"""Reading a recording: the reader of its format is chosen by content, never by the file's name."""

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from ..errors import TakeError
from ..meshes.solved import Solved
from ..model import FaceModel
from ..reading_choices import DEFAULT_FPS, DEFAULT_FULL_VALUE, LARGEST
from .head_conventions import AS_FOUND, HeadOptions
from .options import DEFAULT_OPTIONS, FOUND_CLOCK, ClockOptions, ReadOptions, is_frame_rate
from .readers import (
    audio2face,
    audio2face_csv,
    azure,
    beat,
    facecap,
    ifacialmocap,
    livelink,
    mediapipe,
    mediapipe_json,
    meshes,
    openface,
    pyfeat,
    speech,
)
from .source import TakeFile
from .take import Take
from .through import through_meshes


class Reader(Protocol):
    """A module that reads one format."""

    @property
    def TITLE(self) -> str:
        """Its name, for people."""
        ...

    @property
    def READS(self) -> str:
        """What is read of it, for people."""
        ...

    def matches(self, file: TakeFile) -> str:
        """The evidence that a file is of this format, or ""."""
        ...

    def read(self, file: TakeFile, options: ReadOptions) -> list[Take]:
        """One take a face. Raises TakeError."""
        ...


READERS: Sequence[Reader] = (
    livelink,
    pyfeat,
    openface,
    audio2face_csv,
    facecap,
    ifacialmocap,
    azure,
    speech,
    mediapipe,
    audio2face,
    beat,
    mediapipe_json,
    meshes,
)
"""The first that matches reads. So the stricter stand first: any table with a blendshape's name in
its header matches `mediapipe`, and any JSON with frames of scores `mediapipe_json`. What has
channels as well as meshes is read by its channels, unless its meshes are asked for.
"""


def read_takes(path: str | Path, options: ReadOptions = DEFAULT_OPTIONS) -> list[Take]:
    """Read every face of a recording, the most seen first; their clocks share one 0.

    To look at a recording and then key it, read it once: `report.report_on(takes[0])` tells about
    takes that were read, and `recent.RecentRecording` keeps them where the two are apart.

    Raises TakeError, which names the file, the row and column where there is one, and a remedy;
    ModelError for a model to play it through that is none.
    """
    path = Path(path)
    if not is_frame_rate(options.fps):
        raise TakeError(
            f"{path.name}: a frame rate of {options.fps:g} is not possible; use about 24 to 120"
        )
    if not (math.isfinite(options.full_value) and options.full_value > 0):
        raise TakeError(
            f"{path.name}: a full value of {options.full_value:g} is not possible; use 100 for "
            "percent, 255 for bytes"
        )
    file = TakeFile(path, options.progress)
    # First of all: broken JSON is of no format, and the message must say where it breaks.
    if file.is_json:
        file.check_json()
    for reader in (meshes,) if options.mesh.wanted else READERS:
        reason = reader.matches(file)
        if reason or options.mesh.wanted:
            notes = _left_meshes(file) if reader is not meshes else ()
            takes = [
                replace(take, reason=reason, notes=(*take.notes, *notes))
                for take in reader.read(file, options)
            ]
            return _through(takes, options.through)
    raise _unknown_format(file)


def _left_meshes(file: TakeFile) -> tuple[str, ...]:
    """A note on the meshes of a table that is read by its channels."""
    # To look for some in a large document of JSON would take as long as reading it.
    if file.is_json or not meshes.matches(file):
        return ()
    return ("measured meshes as well, which Measured Meshes (--meshes) reads",)


def _through(takes: Sequence[Take], path: Path | None) -> list[Take]:
    """The takes, played by the model of a file where one is told. Raises FaceError."""
    if path is None:
        return list(takes)
    model = FaceModel.load(path)
    return [through_meshes(take, model) for take in takes]


def read_take(
    path: str | Path,
    fps: float = DEFAULT_FPS,
    face: str = LARGEST,
    head: HeadOptions = AS_FOUND,
    clock: ClockOptions = FOUND_CLOCK,
    full_value: float = DEFAULT_FULL_VALUE,
) -> Take:
    """Read one face of a recording: `face` is LARGEST, the person most seen, or the label of one.

    fps: the frame rate of the recorded video, used only by files without a clock of their own.
    full_value: the number in the file that is full strength, such as 100 of percent.
    Raises TakeError as read_takes does, and for an unknown face.
    """
    options = ReadOptions(fps, face, head, clock, full_value)
    return read_takes(path, options)[0]


def read_solved(path: str | Path, options: ReadOptions = DEFAULT_OPTIONS) -> tuple[Take, Solved]:
    """One face of a recording by its measured meshes, also where it has channels, and what became
    of these. Raises TakeError as read_takes does, and for a file without meshes.
    """
    mesh = replace(options.mesh, wanted=True)
    take = read_takes(path, replace(options, mesh=mesh, through=None))[0]
    if take.solved is None:
        raise TakeError(f"{take.source.name}: holds no meshes")
    return take, take.solved


def _unknown_format(file: TakeFile) -> TakeError:
    """What to say of a file that no reader knows."""
    name = file.name
    if file.is_json:
        return TakeError(f"{name}: is JSON, but holds no blendshapes; export it as CSV")
    if file.is_arrays:
        return TakeError(f"{name}: none of its names is a blendshape's such as jawOpen")
    titles = ", ".join(reader.TITLE for reader in READERS)
    return TakeError(
        f"{name}, row 1: has no blendshape column such as jawOpen or EyeBlinkLeft; "
        f"known formats: {titles}"
    )
