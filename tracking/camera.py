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
    """A camera by its number, 0 for the first, or by the address of a stream. Use it as a context.

    name: for people; an address may hold a password.
    """

    def __init__(self, which: int | str) -> None:
        """Raises TrackingError."""
        self.name = f"camera {which}" if isinstance(which, int) else "camera"
        self._capture = cv2.VideoCapture(which)
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
        self._reader.join(_PATIENCE)
        self._capture.release()

    def pictures(self) -> Iterator[Picture]:
        """The newest picture each time, until the camera gives no more; times are from the first
        one on.

        Raises TrackingError where none comes at all.
        """
        last = -1
        while True:
            picture = self._wait_for_newer(last)
            if picture is None:
                break
            last = picture.frame
            yield picture
        if last < 0:
            raise TrackingError(
                f"{self.name}: gives no picture; does another program use it? {_where_to_look()}"
            )

    def _wait_for_newer(self, last: int) -> Picture | None:
        """None where nothing comes any more."""

        def is_newer() -> bool:
            return self._newest is not None and self._newest.frame > last

        with self._changed:
            self._changed.wait_for(lambda: is_newer() or not self._is_open, _PATIENCE)
            return self._newest if is_newer() else None

    def _read(self) -> None:
        """Read what the camera gives as fast as it does, in a thread of its own."""
        began = None
        frame = 0
        while self._is_open:
            is_there, pixels = self._capture.read()
            now = time.monotonic()
            if not is_there:
                break
            began = now if began is None else began
            # OpenCV has blue first.
            colors = np.ascontiguousarray(pixels[:, :, ::-1])
            with self._changed:
                self._newest = Picture(frame, now - began, colors)
                self._changed.notify()
            frame += 1
        with self._changed:
            self._is_open = False
            self._changed.notify()


def _where_to_look() -> str:
    """What to look at on this system."""
    if sys.platform == "darwin":
        return "See System Settings > Privacy & Security > Camera"
    if sys.platform == "win32":
        return "See Settings > Privacy & security > Camera"
    return "See /dev/video* and the group 'video'"
