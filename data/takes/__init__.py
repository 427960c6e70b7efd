"""Recordings: one reader a format, chosen by content and never by the file's name."""

from dataclasses import replace
from pathlib import Path

from ..errors import TakeError
from .head_conventions import AS_FOUND, HeadOptions
from .readers import (
    audio2face,
    audio2face_csv,
    beat,
    facecap,
    ifacialmocap,
    livelink,
    mediapipe,
    mediapipe_json,
    openface,
    pyfeat,
)
from .source import TakeFile
from .take import ALL, AS_TOLD_NOTHING, DEFAULT_FPS, LARGEST, ReadOptions, Take

__all__ = [
    "ALL",
    "DEFAULT_FPS",
    "LARGEST",
    "READERS",
    "HeadOptions",
    "ReadOptions",
    "Take",
    "TakeError",
    "read_take",
    "read_takes",
]

READERS = (
    livelink,
    pyfeat,
    openface,
    audio2face_csv,
    mediapipe,
    audio2face,
    beat,
    mediapipe_json,
    facecap,
    ifacialmocap,
)
"""Each has TITLE and READS for people, `matches(file) -> str`, the evidence or "", and
`read(file, options) -> list[Take]`, one take a face. The first that matches reads.
"""


def read_takes(path: str | Path, options: ReadOptions = AS_TOLD_NOTHING) -> list[Take]:
    """Read every face of a recording, the most seen first; their clocks share one 0.

    Raises TakeError, which names the file, the row and column where there is one, and a remedy.
    """
    path = Path(path)
    if not 0 < options.fps < 100_000:
        raise TakeError(
            f"{path.name}: a frame rate of {options.fps:g} is not possible; use about 24 to 120"
        )
    file = TakeFile(path, options.progress)
    for reader in READERS:
        if reason := reader.matches(file):
            return [replace(take, reason=reason) for take in reader.read(file, options)]
    if file.is_json:
        file.json  # noqa: B018  # says where it is broken, if it is
        raise TakeError(f"{path.name}: is JSON, but holds no blendshapes; export it as CSV")
    titles = ", ".join(reader.TITLE for reader in READERS)
    raise TakeError(
        f"{path.name}, row 1: has no blendshape column such as jawOpen or EyeBlinkLeft; "
        f"known formats: {titles}"
    )


def read_take(
    path: str | Path,
    fps: float = DEFAULT_FPS,
    face: str = LARGEST,
    head: HeadOptions = AS_FOUND,
) -> Take:
    """Read one face of a recording: `face` is LARGEST (in each frame) or the label of one.

    fps: the frame rate of the recorded video, used only by files without a clock of their own.
    Raises TakeError as read_takes does, and for an unknown face.
    """
    return read_takes(path, ReadOptions(fps, face, head))[0]
