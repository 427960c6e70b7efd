"""A webcam's pictures, the newest first: what comes while one is tracked is passed over."""

import sys
import threading
import time
from collections.abc import Iterator

import cv2
import numpy as np

from .errors import TrackingError
from .pictures import Picture

_PATIENCE = 5.0
"""Seconds for a camera to give a picture."""


class Camera:
    """A camera by its number, 0 for the first. Use it as a context."""

    def __init__(self, number: int) -> None:
        """Raises TrackingError."""
        self.name = f"camera {number}"
        self._capture = cv2.VideoCapture(number)
        if not self._capture.isOpened():
            raise TrackingError(
                f"{self.name}: cannot be opened; is it there, free, and may this program use it? "
                f"{_where_to_look()}"
            )
        self._newest: Picture | None = None
        self._changed = threading.Condition()
        self._is_open = True
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> "Camera":
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_open = False
        self._reader.join()
        self._capture.release()

    def pictures(self) -> Iterator[Picture]:
        """Pictures without an end; times are from the first one on.

        Raises TrackingError where no picture comes any more.
        """
        last = -1
        while True:
            picture = self._wait_for_newer(last)
            last = picture.frame
            yield picture

    def _wait_for_newer(self, last: int) -> Picture:
        with self._changed:
            has_come = self._changed.wait_for(
                lambda: self._newest is not None and self._newest.frame > last,
                _PATIENCE,
            )
            picture = self._newest
        if not has_come or picture is None:
            raise TrackingError(
                f"{self.name}: gives no picture; is it still connected, and does no other program "
                "use it?"
            )
        return picture

    def _read(self) -> None:
        """Read what the camera gives as fast as it does, in a thread of its own."""
        began = None
        frame = 0
        while self._is_open:
            is_there, pixels = self._capture.read()
            now = time.monotonic()
            if not is_there:
                return
            began = now if began is None else began
            colors = np.ascontiguousarray(pixels[:, :, ::-1])
            with self._changed:
                self._newest = Picture(frame, now - began, colors)
                self._changed.notify()
            frame += 1


def _where_to_look() -> str:
    """What to look at on this system."""
    if sys.platform == "darwin":
        return "See System Settings > Privacy & Security > Camera"
    if sys.platform == "win32":
        return "See Settings > Privacy & security > Camera"
    return "See /dev/video* and the group 'video'"
