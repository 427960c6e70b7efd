"""What is remembered of data-blocks for as long as their file is open."""

from typing import Generic, TypeVar

import bpy

Value = TypeVar("Value")


class Memory(Generic[Value]):
    """A value for each of some data-blocks.

    Blender never gives a data-block's session_uid to another one, but undo brings back the same.
    Whoever owns a memory calls `forget_all` when a file was loaded: the former one's data-blocks
    are gone.
    """

    def __init__(self) -> None:
        self._values: dict[int, Value] = {}

    def __len__(self) -> int:
        return len(self._values)

    def of(self, block: bpy.types.ID) -> Value | None:
        """What is remembered of a data-block, None where nothing is."""
        return self._values.get(block.session_uid)

    def keep(self, block: bpy.types.ID, value: Value) -> None:
        """Remember a value of a data-block in place of a former one."""
        self._values[block.session_uid] = value

    def forget(self, block: bpy.types.ID) -> None:
        """Forget what is remembered of one data-block, if anything is."""
        self._values.pop(block.session_uid, None)

    def forget_all(self) -> None:
        """Forget everything."""
        self._values.clear()
