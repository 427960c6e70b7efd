"""Drawing anew without an event, while something goes on in the background."""

from collections.abc import Callable

import bpy

from ..blender.windows import areas

_EVERY = 0.1
"""Seconds from one redraw to the next."""


class DialogRedraw:
    """Draws the import dialog anew as long as `is_busy` says so, and once more after that.

    The sidebar and the viewports are left alone: drawing those costs far more.
    """

    def __init__(self, is_busy: Callable[[], bool]) -> None:
        self._is_busy = is_busy
        self._pop_up: bpy.types.Region | None = None
        # Blender knows a timer by its function; a method is a new object at each access.
        self._timer = self._tick

    def keep_up(self, context: bpy.types.Context) -> None:
        """To be called by the dialog's `draw`."""
        self._pop_up = context.region_popup
        if not bpy.app.timers.is_registered(self._timer):
            bpy.app.timers.register(self._timer, first_interval=_EVERY)

    def stop(self) -> None:
        """To be called when the dialog closes: its region must not be touched from then on."""
        self._pop_up = None
        if bpy.app.timers.is_registered(self._timer):
            bpy.app.timers.unregister(self._timer)

    def _tick(self) -> float | None:
        """Returns the seconds to the next call, None for no other."""
        # Asked first: what changes after the answer is still drawn.
        is_busy = self._is_busy()
        if self._pop_up:
            self._pop_up.tag_redraw()
            # A pop-up's contents are laid out once, unless it is told so.
            self._pop_up.tag_refresh_ui()
        else:
            _redraw_file_browsers()
        return _EVERY if is_busy else None


def _redraw_file_browsers() -> None:
    for area in areas(bpy.context, "FILE_BROWSER"):
        area.tag_redraw()
