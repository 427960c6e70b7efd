"""Clips for tests, made with PyAV of rendered faces; import it after `pytest.importorskip`."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

_FACES = Path(__file__).with_name("data") / "faces.jpg"
"""The first row of docs/images/faces.jpg: this project's own face four times."""
_COUNT = 4
_MILLISECONDS = Fraction(1, 1000)
GRAY = np.full((340, 340, 3), 110, np.uint8)


def faces() -> list[np.ndarray]:
    """Four RGB pictures (340, 340, 3): at rest, a smile, surprise, and eyes closed."""
    with av.open(str(_FACES)) as container:
        row = next(container.decode(video=0)).to_ndarray(format="rgb24")
    return np.split(row, _COUNT, axis=1)


def even_times(count: int, step: int = 40) -> list[int]:
    """So many milliseconds with the same step between them."""
    return [step * index for index in range(count)]


def write_clip(
    path: Path,
    pictures: Sequence[np.ndarray],
    times: Sequence[int],
    rotation: int = 0,
    **options: str,
) -> Path:
    """A video of RGB pictures at these milliseconds.

    rotation: degrees by which a player turns the pictures against the clock.
    """
    height, width, _ = pictures[0].shape
    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream("libx264", rate=25, options={"crf": "16"})
        stream.width = width
        stream.height = height
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = _MILLISECONDS
        stream.time_base = _MILLISECONDS
        if rotation:
            stream.set_display_rotation(rotation)
        for pixels, time in zip(pictures, times, strict=True):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
            frame.pts = time
            frame.time_base = _MILLISECONDS
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def write_sound(path: Path) -> Path:
    """A second of silence."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), "s16", "mono")
        frame.rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def container_times(path: Path) -> list[float]:
    """Seconds of a video's pictures as the container has them, without decoding."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stamps = [packet.pts for packet in container.demux(stream)]
        # The last packet is empty, and says that there are no more.
        return sorted(float(stamp * stream.time_base) for stamp in stamps if stamp is not None)


def add_sound(clip: Path, path: Path) -> Path:
    """A copy of a video of less than a second, with a tone of a second."""
    tone = np.sin(np.arange(8000) / 3).astype(np.float32)[None]
    with av.open(str(clip)) as silent, av.open(str(path), "w") as container:
        source = silent.streams.video[0]
        pictures = container.add_stream_from_template(source)
        sound = container.add_stream("aac", rate=8000, layout="mono")
        for packet in silent.demux(source):
            if packet.dts is not None:
                packet.stream = pictures
                container.mux(packet)
        frame = av.AudioFrame.from_ndarray(tone, "fltp", "mono")
        frame.rate = 8000
        container.mux(sound.encode(frame))
        container.mux(sound.encode())
    return path
