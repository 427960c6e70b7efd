"""Reading a long recording while Blender stays awake."""

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import Generic, TypeVar

from ..data.errors import FaceError
from ..data.takes import ReadOptions, Take, read_takes

_Made = TypeVar("_Made")


class _Cancelled(Exception):
    """Raised within a reader, by way of its progress, to end it."""


class Reading(threading.Thread, Generic[_Made]):
    """Reads in a thread of its own, which touches nothing of Blender's; it starts at once.

    share: how much was read, 0..1; 0 all the time where a reader tells no progress.
    cancelled: whether nobody wants the result any more.
    """

    def __init__(
        self,
        title: str,
        options: ReadOptions,
        read: Callable[[ReadOptions], _Made],
        nothing: _Made,
    ) -> None:
        """title: what is read, as users are told. nothing: the result where it was cancelled."""
        # As a daemon it does not keep Blender from closing.
        super().__init__(daemon=True)
        # Written by one thread and read by the other; each is replaced as a whole.
        self.share = 0.0
        self.cancelled = False
        self._title = title
        self._options = replace(options, progress=self._notice)
        self._read = read
        self._made = nothing
        self._error: Exception | None = None
        self.start()

    def cancel(self) -> None:
        """Let it end at the next piece of the file."""
        self.cancelled = True

    def result(self) -> _Made:
        """What was read, nothing if it was cancelled; waits for it.

        Raises here what went wrong there: TakeError for what is no recording.
        """
        self.join()
        if self._error:
            raise self._error
        return self._made

    def progress_line(self) -> str:
        """How far it is."""
        # JSON is parsed in one go: a share that stays 0 would look like a standstill.
        how_far = f": {self.share:.0%}" if self.share else " .."
        return f"Reading {self._title}{how_far}"

    def run(self) -> None:
        """What the thread does."""
        try:
            self._made = self._read(self._options)
        except _Cancelled:
            pass
        except Exception as error:  # nobody would see it in this thread
            self._error = error

    def _notice(self, share: float) -> None:
        self.share = share
        # A thread cannot be stopped from outside.
        if self.cancelled:
            raise _Cancelled


class BackgroundReading(Reading[list[Take]]):
    """Reads the takes of a file."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        super().__init__(path.name, options, partial(read_takes, path), [])

    @property
    def take(self) -> Take | None:
        """The first take once it is there; None for a file that is no recording."""
        return None if self.is_alive() or not self._made else self._made[0]

    @cached_property
    def report(self) -> list[str]:
        """The dry run's lines on the first take, or what is wrong with the file; waits for it."""
        from ..data.takes.report import report_on

        try:
            takes = self.result()
        except FaceError as error:
            return ["Cannot be imported:", *str(error).split("; ")]
        return report_on(takes[0]).lines()
