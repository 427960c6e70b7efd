"""A film of a video beside the face that plays it, with the sound of the face's film."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError

from .errors import TrackingError
from .pictures import Picture, mirrored
from .video import Video

_QUALITY = {"crf": "18"}
"""Of H.264: hardly told from the original."""
_USUAL_RATE = Fraction(30)
"""Frames a second, of a film that names none."""
_EARLY = 0.001
"""Seconds by which a picture may be shown before its time: clocks are rounded."""


def join(
    clip: Path,
    face: Path,
    film: Path,
    start: float = 0.0,
    mirror: bool = False,
) -> None:
    """Write a film of both, the video at the left.

    start: seconds of the video before the face's film begins. Raises FaceError and leaves no film.
    """
    # A former film stays until the new one is whole.
    unfinished = film.with_stem(f"{film.stem}.unfinished")
    try:
        with Video(clip) as reference:
            pictures = reference.pictures()
            shown = _Shown(map(mirrored, pictures) if mirror else pictures, start)
            _write(shown, face, unfinished)
        unfinished.replace(film)
    except (FFmpegError, OSError) as error:
        raise TrackingError(f"{film}: cannot be written ({error})") from error
    finally:
        unfinished.unlink(missing_ok=True)


class _Shown:
    """What a video shows at times that go on. start: its second that is time 0."""

    def __init__(self, pictures: Iterator[Picture], start: float) -> None:
        self._pictures = pictures
        self._now = next(pictures)
        self._next: Picture | None = self._now
        self._origin = self._now.time + start

    def at(self, time: float) -> np.ndarray:
        """The picture (h, w, 3) that is shown at a second; the last one stays."""
        while self._next and self._next.time - self._origin <= time + _EARLY:
            self._now = self._next
            self._next = next(self._pictures, None)
        return self._now.pixels


def _write(shown: _Shown, face: Path, film: Path) -> None:
    with av.open(str(face)) as rendered, av.open(str(film), "w") as output:
        source = rendered.streams.video[0]
        rate = _rate_of(source)
        height = source.height
        pixels = shown.at(0.0)
        width = _even(pixels.shape[1] * height / pixels.shape[0])
        target = output.add_stream("libx264", rate=rate, options=_QUALITY)
        target.width = width + source.width
        target.height = height
        target.pix_fmt = "yuv420p"
        sources = [source, *rendered.streams.audio[:1]]
        sounds = [output.add_stream_from_template(sound) for sound in sources[1:]]
        count = 0
        for packet in rendered.demux(sources):
            if packet.stream is not source:
                # The end of a stream is an empty packet.
                if packet.dts is not None:
                    packet.stream = sounds[0]
                    output.mux(packet)
                continue
            for frame in source.decode(packet):
                left = _scaled(shown.at(count / float(rate)), width, height)
                both = np.concatenate([left, frame.to_ndarray(format="rgb24")], axis=1)
                pair = av.VideoFrame.from_ndarray(both, format="rgb24")
                pair.pts = count
                pair.time_base = 1 / rate
                output.mux(target.encode(pair))
                count += 1
        output.mux(target.encode())


def _rate_of(stream: av.VideoStream) -> Fraction:
    """Frames a second."""
    rate = stream.average_rate
    return Fraction(rate.numerator, rate.denominator) if rate else _USUAL_RATE


def _scaled(pixels: np.ndarray, width: int, height: int) -> np.ndarray:
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
    return frame.reformat(width, height, interpolation="AREA").to_ndarray()


def _even(size: float) -> int:
    """As H.264 takes it."""
    return 2 * round(size / 2)
