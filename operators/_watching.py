"""What operators share whose work another program does, while this Blender stays free."""

import bpy

from ..blender.windows import redraw_sidebars
from ..data.errors import FaceError
from ..studio.worker import Program, at_work, stop_all
from ._base import FaceOperator

_LOOK_EVERY = 0.5
"""Seconds from one look at the worker to the next."""
_BUSY = {
    "render": "A film is being rendered",
    "stimuli": "A stimulus set is being made",
    "tracking": "A video is being tracked",
}
"""By the worker's command."""


def needs_idle(context: bpy.types.Context) -> str:
    """A check that nothing else is at work: two would share the processor."""
    worker = at_work()
    return _BUSY[worker.command] if worker else ""


class WatchingOperator(FaceOperator):
    """Mixed in before bpy.types.Operator. A subclass implements `start`, `done` and `stopped`."""

    checks = (needs_idle,)
    starting = "Starting another Blender"
    """What the status bar says before the worker counts."""
    _worker: Program | None = None

    def start(self, context: bpy.types.Context) -> Program | None:
        """Start the worker; None where there is nothing to do. Raises FaceError."""
        raise NotImplementedError

    def done(self) -> str:
        """Tidy up; returns one line for the user. Raises FaceError."""
        raise NotImplementedError

    def stopped(self, worker: Program) -> str:
        """Tidy up after a worker that was stopped; returns how the user goes on."""
        raise NotImplementedError

    def execute(self, context: bpy.types.Context) -> set[str]:
        """Start the worker; without a window wait for it."""
        try:
            worker = self.start(context)
        except FaceError as error:
            return self.refuse(error)
        if worker is None:
            return self.finish(self.done())
        self._worker = worker
        # Without a window nothing would call `modal`.
        if bpy.app.background:
            worker.wait()
            return self._end()
        self._said = None
        manager = context.window_manager
        self._timer = manager.event_timer_add(_LOOK_EVERY, window=context.window)
        manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        """Blender goes on as usual meanwhile; Esc stops the worker, as the panel's button does."""
        if event.type == "ESC" and event.value == "PRESS":
            self._worker.stop()
        elif event.type != "TIMER":
            return {"PASS_THROUGH"}
        if self._worker.is_alive():
            self._show_progress(context)
            return {"PASS_THROUGH"}
        self._leave(context)
        return self._end()

    def cancel(self, context: bpy.types.Context) -> None:
        """Blender closes, or loads another file; or the user leaves a dialog before the start."""
        if self._worker is None:
            return
        self._worker.stop()
        self._leave(context)
        self.stopped(self._worker)

    def _show_progress(self, context: bpy.types.Context) -> None:
        text = self._worker.progress().text or self.starting
        # A status bar that is written anew is drawn anew.
        if text != self._said:
            self._said = text
            _show_status(f"{text}   (Esc: stop)")
            redraw_sidebars(context)

    def _leave(self, context: bpy.types.Context) -> None:
        context.window_manager.event_timer_remove(self._timer)
        _show_status(None)
        redraw_sidebars(context)

    def _end(self) -> set[str]:
        if self._worker.is_stopped:
            return self.finish(self.stopped(self._worker))
        error = self._worker.error()
        if error:
            return self.refuse(error)
        try:
            return self.finish(self.done())
        except FaceError as refused:
            return self.refuse(refused)


def stop_workers() -> None:
    """Before Blender forgets the operators, which then cannot stop their workers any more."""
    if at_work():
        stop_all()
        _show_status(None)


def _show_status(text: str | None) -> None:
    """In the status bar, whatever workspace the user goes to."""
    for workspace in bpy.data.workspaces:
        workspace.status_text_set(text)
