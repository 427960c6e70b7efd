"""The formats that are read: one reader each, in the order in which they are asked."""

from collections.abc import Sequence
from typing import Protocol

from .options import ReadOptions
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
