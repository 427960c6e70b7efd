"""Reading a video file: its pictures, upright, at the times of the container."""

import math
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError
from av.stream import Disposition

from .errors import TrackingError
from .pictures import Picture

SUFFIXES = (".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".wmv")
"""Of what a folder is searched for; a file that is named is tried whatever its name."""
_QUARTER_TURN = 90
"""Degrees."""
_USUAL_RATE = 30.0
"""Frames a second, where a file names none."""
_SHORTFALL = 2.0
"""Seconds that pictures may end before the file says; sounds often last longer."""


class Video:
    """A file that can be opened and holds pictures. Use it as a context.

    rate: frames a second on average. duration: seconds, as the file says; 0 where it does not.
    count: about how many frames there are, 0 where nothing tells.
    """

    def __init__(self, path: Path) -> None:
        """Raises TrackingError."""
        self.path = path
        if not path.is_file():
            raise TrackingError(f"{path}: there is no such file; is its name right?")
        try:
            self._container = av.open(str(path))
        except (FFmpegError, OSError) as error:
            raise self._broken(f"cannot be opened ({_reason(error)})") from error
        self._stream = self._find_stream()
        self.rate = float(self._stream.average_rate or self._stream.guessed_rate or _USUAL_RATE)
        self.duration = self._find_duration()
        self.count = self._stream.frames or round(self.duration * self.rate)
        self.end = 0.0
        """Seconds at which the last picture that was read goes."""

    def __enter__(self) -> "Video":
        return self

    def __exit__(self, *_error: object) -> None:
        self._container.close()

    def pictures(self, start: float = 0.0, end: float = math.inf) -> Iterator[Picture]:
        """The pictures from a second until another of the container's clock.

        Frames keep their numbers in the file. Raises TrackingError where the file is cut off or
        damaged before `end`, if possible before the first picture.
        """
        whole_until = self._whole_until()
        if end > whole_until:
            raise self._cut_off(whole_until)
        time = -math.inf
        frames = self._frames()
        for number, frame in enumerate(frames):
            former = time
            time = frame.time
            if time is None:
                time = former + 1 / self.rate if number else 0.0
            if time >= end:
                return
            self.end = time + float((frame.duration or 0) * (frame.time_base or 0))
            # Two pictures of one time are one moment; going back is no time at all.
            if time >= start and time > former:
                yield Picture(number, time, _upright(frame))
            time = max(time, former)

    @property
    def is_short(self) -> bool:
        """Whether the pictures that were read end well before the file says."""
        return self.duration - self.end > _SHORTFALL

    def _frames(self) -> Iterator[av.VideoFrame]:
        """Raises TrackingError where they cannot be decoded."""
        try:
            yield from self._container.decode(self._stream)
        except FFmpegError as error:
            raise self._cut_off(self.end) from error

    def _find_stream(self) -> av.VideoStream:
        """The first stream of moving pictures. Raises TrackingError."""
        for stream in self._container.streams.video:
            is_cover = stream.disposition & Disposition.attached_pic
            if not is_cover:
                stream.thread_type = "AUTO"
                return stream
        self._container.close()
        raise TrackingError(
            f"{self.path.name}: holds no video, only sound or other data; choose the video itself"
        )

    def _find_duration(self) -> float:
        if self._stream.duration:
            return float(self._stream.duration * self._stream.time_base)
        if self._container.duration:
            return self._container.duration / av.time_base
        return 0.0

    def _whole_until(self) -> float:
        """Seconds of the first picture that the file's own index has beyond the file's end."""
        size = self.path.stat().st_size
        lost = [
            entry.timestamp for entry in self._stream.index_entries if entry.pos + entry.size > size
        ]
        return float(min(lost) * self._stream.time_base) if lost else math.inf

    def _cut_off(self, time: float) -> TrackingError:
        # Rounded down: to the hundredth before, all is there.
        good = math.floor(100 * time) / 100
        remedy = f"; --end {good:g} takes what is whole" if good > 0 else ""
        return self._broken(f"is cut off or damaged at {time:.2f} s{remedy}")

    def _broken(self, what: str) -> TrackingError:
        return TrackingError(
            f"{self.path.name}: {what}; copy the file anew, or convert it with a player that "
            "shows it"
        )


def _upright(frame: av.VideoFrame) -> np.ndarray:
    """RGB bytes (h, w, 3), turned as the container tells to show it."""
    pixels = frame.to_ndarray(format="rgb24")
    # Both count turns against the clock.
    turns = round(frame.rotation / _QUARTER_TURN)
    return np.ascontiguousarray(np.rot90(pixels, turns))


def _reason(error: Exception) -> str:
    """What FFmpeg says, without number and path."""
    return getattr(error, "strerror", None) or str(error)
