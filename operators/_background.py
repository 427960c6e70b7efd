"""Reading a long recording while Blender stays awake."""

import threading
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from ..data.errors import FaceError
from ..data.takes import ReadOptions, Take, read_takes


class _Cancelled(Exception):
    """Raised within a reader, by way of its progress, to end it."""


class BackgroundReading(threading.Thread):
    """Reads in a thread of its own, which touches nothing of Blender's; it starts at once.

    share: how much was read, 0..1; 0 all the time where a reader tells no progress.
    cancelled: whether nobody wants the takes any more.
    """

    def __init__(self, path: Path, options: ReadOptions) -> None:
        # As a daemon it does not keep Blender from closing.
        super().__init__(daemon=True)
        self.path = path
        # Written by one thread and read by the other; each is replaced as a whole.
        self.share = 0.0
        self.cancelled = False
        self._options = replace(options, progress=self._notice)
        self._takes: list[Take] = []
        self._error: Exception | None = None
        self.start()

    def cancel(self) -> None:
        """Let it end at the next piece of the file."""
        self.cancelled = True

    def result(self) -> list[Take]:
        """The takes, none if it was cancelled; waits for them.

        Raises here what went wrong there: TakeError for a file that is no recording.
        """
        self.join()
        if self._error:
            raise self._error
        return self._takes

    @property
    def take(self) -> Take | None:
        """The first take once it is there; None for a file that is no recording."""
        return None if self.is_alive() or not self._takes else self._takes[0]

    @cached_property
    def report(self) -> list[str]:
        """The dry run's lines on the first take, or what is wrong with the file; waits for it."""
        from ..data.takes.report import report_on

        try:
            takes = self.result()
        except FaceError as error:
            return ["Cannot be imported:", *str(error).split("; ")]
        return report_on(takes[0]).lines()

    def progress_line(self) -> str:
        """How far it is."""
        # JSON is parsed in one go: a share that stays 0 would look like a standstill.
        how_far = f": {self.share:.0%}" if self.share else " .."
        return f"Reading {self.path.name}{how_far}"

    def run(self) -> None:
        """What the thread does."""
        try:
            self._takes = read_takes(self.path, self._options)
        except _Cancelled:
            pass
        except Exception as error:  # nobody would see it in this thread
            self._error = error

    def _notice(self, share: float) -> None:
        self.share = share
        # A thread cannot be stopped from outside.
        if self.cancelled:
            raise _Cancelled
