"""A webcam, or a video at its own pace, is tracked and sent as it comes."""

import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from .addresses import Address
from .camera import Camera
from .clips import ClipOptions, pictures_of
from .datagrams import Sender
from .errors import TrackingError
from .landmarker import Landmarker
from .pictures import Picture, mirrored
from .progress import end_line, show, stopped_by_ctrl_c, until
from .samples import Sample, track
from .summary import Summary
from .table import check_replaceable, write_samples
from .video import Video

_SHOW_EVERY = 1.0
"""Seconds."""
_LATE = 0.1
"""Seconds behind its time from which a picture of a video is passed over."""


@dataclass(frozen=True)
class LiveOptions:
    """receiver: where samples are sent to. record: a CSV of them."""

    receiver: Address | None = None
    record: Path | None = None


def track_camera(which: int | str, live: LiveOptions, options: ClipOptions) -> None:
    """Until Ctrl-C, or until it gives no more pictures. Raises FaceError."""
    with Camera(which) as camera:
        pictures = camera.pictures()
        _run(
            camera.name,
            map(mirrored, pictures) if options.mirror else pictures,
            live,
            options.most,
        )


def play_clip(clip: Path, live: LiveOptions, options: ClipOptions) -> None:
    """As if it were a webcam, until its end or Ctrl-C. Raises FaceError."""
    with Video(clip) as video:
        pictures = paced(pictures_of(video, options))
        _run(clip.name, pictures, live, options.most)


def paced(pictures: Iterable[Picture]) -> Iterator[Picture]:
    """The pictures when it is their time; those that would come late are passed over."""
    began = None
    for picture in pictures:
        now = time.monotonic()
        if began is None:
            began = now - picture.time
        early = began + picture.time - now
        if early < -_LATE:
            continue
        time.sleep(max(0.0, early))
        yield picture


def _run(source: str, pictures: Iterable[Picture], live: LiveOptions, most: int) -> None:
    if live.record:
        check_replaceable(live.record)
    summary = Summary()
    with ExitStack() as stack:
        is_stopped = stack.enter_context(stopped_by_ctrl_c())
        landmarker = stack.enter_context(Landmarker(most))
        samples = track(until(is_stopped, pictures), landmarker, most)
        samples = _shown(summary.watch(samples))
        sender = None
        if live.receiver:
            sender = stack.enter_context(Sender(live.receiver))
            samples = _sent(source, samples, sender)
        if live.record:
            write_samples(live.record, samples)
        else:
            for _sample in samples:
                pass
    if sender and sender.trouble:
        print(f"not all could be sent: {sender.trouble}")
    if not summary.count:
        raise TrackingError(f"{source}: gave no picture before it was stopped")
    if not summary.has_face:
        print("nobody's face was found")
        return
    print("\n".join(summary.lines()))
    if live.record:
        print(live.record)


def _sent(source: str, samples: Iterable[Sample], sender: Sender) -> Iterator[Sample]:
    for sample in samples:
        sender.send(source, sample)
        yield sample


def _shown(samples: Iterable[Sample]) -> Iterator[Sample]:
    """The same samples; a line that is written over and over tells how it goes."""
    shown = time.monotonic()
    count = 0
    try:
        for sample in samples:
            yield sample
            count += 1
            now = time.monotonic()
            if now - shown < _SHOW_EVERY:
                continue
            rate = count / (now - shown)
            seen = len(sample.faces)
            show(f"{sample.time:.0f} s, {rate:.0f} fps, faces: {seen}   (Ctrl-C: stop)")
            shown = now
            count = 0
    finally:
        end_line()
