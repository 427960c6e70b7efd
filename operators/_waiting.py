"""What operators share that read in a thread, while Blender stays awake."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bpy

from ._base import FaceOperator

_LARGEST_AT_ONCE = 20 << 20
"""Bytes of all files up to which they are read without a progress line and a way to cancel."""
_MOST_AT_ONCE = 100
"""Files, likewise."""
_LOOK_EVERY = 0.1
"""Seconds from one look at the reading to the next."""


class WaitingOperator(FaceOperator):
    """Mixed in before bpy.types.Operator. A subclass sets `_reading` before it waits; its `run`
    takes the result.
    """

    _reading: Any
    """A Reading; Blender, which reads annotations, would have to load it at the start."""
    _timer: bpy.types.Timer | None = None

    def run_when_read(self, context: bpy.types.Context, paths: Sequence[Path]) -> set[str]:
        """Run; what takes long to read is waited for while Blender shows how far it is.

        paths: what is being read.
        """
        takes_long = _take_long(paths) and self._reading.is_alive()
        if takes_long and self._may_go_on():
            manager = context.window_manager
            self._timer = manager.event_timer_add(_LOOK_EVERY, window=context.window)
            manager.modal_handler_add(self)
            return {"RUNNING_MODAL"}
        return FaceOperator.execute(self, context)

    def _may_go_on(self) -> bool:
        """Whether `modal` can be called after `execute` has returned."""
        # Blender keeps an operator that is repeated in its list of the last ones, and crashes when
        # that one goes on and ends.
        is_repeated = self.options.is_repeat or self.options.is_repeat_last
        return not (is_repeated or bpy.app.background)

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        """Wait for the reading, then run, unless the user presses Esc before."""
        if event.type == "ESC":
            self._reading.cancel()
        if self._reading.is_alive():
            text = f"{self._reading.progress_line()}   (Esc: cancel)"
            context.workspace.status_text_set(text)
            return {"RUNNING_MODAL"}
        self._leave(context)
        # Cancelled may mean read to the end: then nothing is keyed, either.
        if self._reading.cancelled:
            self.report({"INFO"}, "Import cancelled, nothing was changed")
            return {"CANCELLED"}
        return FaceOperator.execute(self, context)

    def cancel(self, context: bpy.types.Context) -> None:
        """Blender loads another file meanwhile, or the user leaves a dialog before."""
        if self._timer:
            self._reading.cancel()
            self._leave(context)

    def _leave(self, context: bpy.types.Context) -> None:
        context.workspace.status_text_set(None)
        context.window_manager.event_timer_remove(self._timer)
        self._timer = None


def _take_long(paths: Sequence[Path]) -> bool:
    if len(paths) > _MOST_AT_ONCE:
        return True
    return sum(path.stat().st_size for path in paths if path.is_file()) > _LARGEST_AT_ONCE
