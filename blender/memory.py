"""What is remembered of data-blocks for as long as their file is open."""

from typing import Generic, TypeVar

import bpy

Value = TypeVar("Value")

_ROOM = 16
"""Values before it is looked for those of data-blocks that were removed."""


class Memory(Generic[Value]):
    """A value for each of some data-blocks.

    Blender never gives a data-block's session_uid to another one, but undo brings back the same.
    Whoever owns a memory calls `forget_all` when a file was loaded: the former one's data-blocks
    are gone.
    """

    def __init__(self, collection: str) -> None:
        """collection: of bpy.data, that all the data-blocks are in."""
        self._collection = collection
        self._values: dict[int, Value] = {}
        self._room = _ROOM

    def __len__(self) -> int:
        return len(self._values)

    def of(self, block: bpy.types.ID) -> Value | None:
        """What is remembered of a data-block, None where nothing is."""
        return self._values.get(block.session_uid)

    def keep(self, block: bpy.types.ID, value: Value) -> None:
        """Remember a value of a data-block in place of a former one."""
        self._values[block.session_uid] = value
        if len(self._values) > self._room:
            self._forget_removed()

    def forget(self, block: bpy.types.ID) -> None:
        """Forget what is remembered of one data-block, if anything is."""
        self._values.pop(block.session_uid, None)

    def _forget_removed(self) -> None:
        """Only now and then: Blender does not tell of what is removed."""
        blocks = getattr(bpy.data, self._collection)
        present = {block.session_uid for block in blocks}
        self._values = {uid: value for uid, value in self._values.items() if uid in present}
        self._room = _ROOM + 2 * len(self._values)

    def forget_all(self) -> None:
        """Forget everything."""
        self._values.clear()
