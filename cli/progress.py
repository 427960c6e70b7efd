"""A line that counts what is made, in place of the renderer's own many lines."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_STANDARD_OUTPUT = 1
"""Its file descriptor: Blender prints there itself, past Python's sys.stdout."""


@contextmanager
def quiet() -> Iterator[int]:
    """Nothing is printed, but what is written to the file descriptor that this gives."""
    sys.stdout.flush()
    terminal = os.dup(_STANDARD_OUTPUT)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, _STANDARD_OUTPUT)
    try:
        yield terminal
    finally:
        os.dup2(terminal, _STANDARD_OUTPUT)
        os.close(silence)
        os.close(terminal)


@contextmanager
def progress(total: int, there: int = 0, unit: str = "Frame") -> Iterator[Callable[..., None]]:
    """Gives a function to call after each. there: how many were made before."""
    began = time.monotonic()
    done = there
    with quiet() as terminal:

        def count(*_args: object) -> None:
            nonlocal done
            done += 1
            seconds_each = (time.monotonic() - began) / (done - there)
            left = describe_duration(seconds_each * (total - done))
            os.write(terminal, f"\r{unit} {done} of {total}, {left} left  ".encode())

        try:
            yield count
        finally:
            if done > there:
                os.write(terminal, b"\n")


def describe_duration(seconds: float) -> str:
    """Such as 2 h 5 min, 3 min 20 s or 7 s."""
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    if minutes:
        return f"{minutes} min {seconds} s"
    return f"{seconds} s"
