"""Recordings: one reader a format, chosen by the header and never by the file's name."""

from pathlib import Path

from ..errors import TakeError
from . import livelink, mediapipe, pyfeat
from .sheet import Sheet
from .take import DEFAULT_FPS, Take

__all__ = ["DEFAULT_FPS", "READERS", "Take", "TakeError", "read_take"]

READERS = (livelink, pyfeat, mediapipe)
"""Each has TITLE, `matches(sheet) -> bool` and `read(sheet, fps) -> Take`; the first one reads."""


def read_take(path: str | Path, fps: float = DEFAULT_FPS) -> Take:
    """Read a recording.

    fps: the frame rate of the recorded video, used only by files without a clock of their own.
    Raises TakeError, which names the file, the row and column where there is one, and a remedy.
    """
    path = Path(path)
    if not 0 < fps < 100_000:
        raise TakeError(
            f"{path.name}: a frame rate of {fps:g} is not possible; use about 24 to 120"
        )
    with Sheet.open(path) as sheet:
        for reader in READERS:
            if reader.matches(sheet):
                return reader.read(sheet, fps)
        titles = ", ".join(reader.TITLE for reader in READERS)
        raise TakeError(
            f"{path.name}, row 1: has no blendshape column such as jawOpen or EyeBlinkLeft; "
            f"use a CSV of {titles}"
        )
