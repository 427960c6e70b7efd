"""How far something is that takes long, as a number at the mouse."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import bpy


@contextmanager
def progress(total: int, least: int) -> Iterator[Callable[[int], None]]:
    """Show how much of a total is done: `with progress(100, 50) as advance: advance(1)`.

    least: a total below it is over before anybody looks, and is not shown.
    """
    if total < least:
        yield lambda _more: None
        return
    manager = bpy.context.window_manager
    done = 0

    def advance(more: int) -> None:
        nonlocal done
        done += more
        manager.progress_update(done)

    manager.progress_begin(0, total)
    try:
        yield advance
    finally:
        manager.progress_end()
