"""A line that counts what is made, in place of the renderer's own many lines."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def quiet() -> Iterator[int]:
    """Nothing is printed, but what is written to the file descriptor that this gives."""
    sys.stdout.flush()
    terminal = os.dup(1)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    try:
        yield terminal
    finally:
        os.dup2(terminal, 1)
        os.close(silence)
        os.close(terminal)


@contextmanager
def progress(total: int, there: int = 0, unit: str = "Frame") -> Iterator[Callable[..., None]]:
    """Gives a function to call after each. there: how many were made before."""
    began, done = time.monotonic(), there
    with quiet() as terminal:

        def count(*_args: object) -> None:
            nonlocal done
            done += 1
            left = duration((time.monotonic() - began) / (done - there) * (total - done))
            os.write(terminal, f"\r{unit} {done} of {total}, {left} left  ".encode())

        try:
            yield count
        finally:
            os.write(terminal, b"\n")


def duration(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
