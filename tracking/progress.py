"""What the terminal shows while pictures are tracked, and how Ctrl-C ends that well."""

import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from blendshape_face.data.durations import duration_text

_SHOW_EVERY = 0.2
"""Seconds."""

Item = TypeVar("Item")


@contextmanager
def stopped_by_ctrl_c() -> Iterator[Callable[[], bool]]:
    """Gives a function that tells whether Ctrl-C was pressed. A second one ends the program."""
    was_pressed = False

    def notice(_number: int, _frame: FrameType | None) -> None:
        nonlocal was_pressed
        was_pressed = True
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    former = signal.signal(signal.SIGINT, notice)
    try:
        yield lambda: was_pressed
    finally:
        signal.signal(signal.SIGINT, former)


def until(is_stopped: Callable[[], bool], items: Iterable[Item]) -> Iterator[Item]:
    """The items that come before it is stopped."""
    for item in items:
        if is_stopped():
            return
        yield item


def counted(items: Iterable[Item], total: int) -> Iterator[Item]:
    """The same items; a line that is written over and over says how many of about `total` are
    done, and how long the others may take.
    """
    began = time.monotonic()
    shown = began
    done = 0
    try:
        for item in items:
            yield item
            done += 1
            now = time.monotonic()
            if now - shown >= _SHOW_EVERY:
                shown = now
                left = max(0, total - done) * (now - began) / done
                show(f"Frame {done} of {max(done, total)}, {duration_text(left)} left")
    finally:
        if shown > began:
            end_line()


def show(text: str) -> None:
    """Write over what the line had."""
    # The blanks cover what a longer text may have left.
    print(f"\r{text}    ", end="", flush=True)


def end_line() -> None:
    """What follows goes to the next line."""
    print()
    sys.stdout.flush()
