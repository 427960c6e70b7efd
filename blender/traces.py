"""Data-blocks that are made for a while."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import bpy


@contextmanager
def no_traces(*kinds: str) -> Iterator[None]:
    """At the end remove what was made: data-blocks of these kinds, collections of bpy.data, which
    go in this order.
    """
    with ExitStack() as cleanup:
        for kind in reversed(kinds):
            blocks = getattr(bpy.data, kind)
            known = {block.session_uid for block in blocks}
            cleanup.callback(_remove_others, blocks, known)
        yield


def _remove_others(blocks: bpy.types.bpy_prop_collection, known: set[int]) -> None:
    """Remove the data-blocks whose session_uid is not among these."""
    for block in list(blocks):
        if block.session_uid not in known:
            blocks.remove(block)
