"""A line that counts what is made, in place of the renderer's own many lines."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..data.durations import duration_text

_STDOUT = 1
"""File descriptor. Blender writes to it past Python's sys.stdout."""


@contextmanager
def quiet() -> Iterator[int]:
    """Nothing is printed, but what is written to the file descriptor that this gives."""
    # What Python has printed before must not come later, or go to nowhere.
    sys.stdout.flush()
    terminal = os.dup(_STDOUT)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, _STDOUT)
    try:
        yield terminal
    finally:
        os.dup2(terminal, _STDOUT)
        os.close(silence)
        os.close(terminal)


class CountingLine:
    """One line of the terminal that is written over and over: "Frame 3 of 6, 4 s left".

    there: how many were made before, in no time of ours.
    """

    def __init__(self, terminal: int, unit: str, total: int, there: int) -> None:
        self._terminal = terminal
        self._unit = unit
        self._total = total
        self._there = there
        self._began = time.monotonic()

    def show(self, done: int) -> None:
        """Say how many are done, with those that were there, and how long the others may take."""
        seconds = time.monotonic() - self._began
        seconds_each = seconds / (done - self._there)
        # Frames of a film take about the same time each.
        left = duration_text(seconds_each * (self._total - done))
        # The blanks cover what a longer line may have left.
        text = f"\r{self._unit} {done} of {self._total}, {left} left  "
        os.write(self._terminal, text.encode())

    def end(self) -> None:
        """What follows goes to the next line."""
        os.write(self._terminal, b"\n")


@contextmanager
def progress(total: int, there: int, unit: str) -> Iterator[Callable[[], None]]:
    """Gives a function to call after each. there: how many were made before."""
    done = there
    with quiet() as terminal:
        line = CountingLine(terminal, unit, total, there)

        def count() -> None:
            nonlocal done
            done += 1
            line.show(done)

        try:
            yield count
        finally:
            line.end()
