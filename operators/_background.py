"""Reading a long recording while Blender stays awake."""

import threading
from dataclasses import replace
from pathlib import Path

from ..data.errors import FaceError
from ..data.takes import ReadOptions, Take, read_takes


class _Cancelled(Exception):
    pass


class BackgroundReading(threading.Thread):
    """Reads in a thread of its own, which touches nothing of Blender's.

    share: how much was read, 0..1. At the end `takes` or `error` is set, unless it was cancelled.
    """

    def __init__(self, path: Path, reading: ReadOptions) -> None:
        super().__init__(daemon=True)
        self.path, self.share, self.cancelled = path, 0.0, False
        self.takes: list[Take] = []
        self.error: FaceError | None = None
        self._options = replace(reading, progress=self._notice)
        self.start()

    def cancel(self) -> None:
        self.cancelled = True

    def run(self) -> None:
        try:
            self.takes = read_takes(self.path, self._options)
        except FaceError as error:
            self.error = error
        except _Cancelled:
            self.takes = []

    def _notice(self, share: float) -> None:
        self.share = share
        if self.cancelled:
            raise _Cancelled
