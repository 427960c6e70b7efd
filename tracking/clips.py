"""A video file becomes a CSV beside it."""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from blendshape_face.data.errors import FaceError

from .errors import TrackingError
from .landmarker import Landmarker
from .measured_landmarks import LandmarkRecorder
from .pictures import Picture, mirrored
from .progress import counted, stopped_by_ctrl_c, until
from .samples import track
from .summary import Summary, pace_line
from .table import check_replaceable, write_samples
from .video import SUFFIXES, Video


@dataclass(frozen=True)
class ClipOptions:
    """start, end: seconds of the video's own clock. most: people in it at most.

    mirror: the video shows people as a mirror does. landmarks: write these as well.
    """

    start: float = 0.0
    end: float = math.inf
    most: int = 1
    mirror: bool = False
    landmarks: bool = False


def table_for(clip: Path, options: ClipOptions) -> Path:
    """Where a clip's CSV goes: clip.csv beside it.

    From a later second on it has another name: by its own the sound would be taken for its, and
    that begins at the clip's begin.
    """
    if options.start:
        return clip.with_name(f"{clip.stem}.from_{options.start:g}_s.csv")
    return clip.with_suffix(".csv")


def pictures_of(video: Video, options: ClipOptions) -> Iterator[Picture]:
    """The pictures that the options ask for. Raises TrackingError as Video does."""
    pictures = video.pictures(options.start, options.end)
    return map(mirrored, pictures) if options.mirror else pictures


def track_clip(clip: Path, table: Path, options: ClipOptions) -> bool:
    """Track a video and say how it comes along; returns whether it was not stopped by Ctrl-C,
    after which the file holds what was tracked until then.

    Raises FaceError and leaves nothing then, or the former file.
    """
    check_replaceable(table)
    summary = Summary()
    recorder = LandmarkRecorder()
    began = time.monotonic()
    with Video(clip) as video, Landmarker(options.most) as landmarker:
        with stopped_by_ctrl_c() as is_stopped:
            pictures = until(is_stopped, pictures_of(video, options))
            samples = summary.watch(track(pictures, landmarker, options.most))
            if options.landmarks:
                samples = recorder.watch(samples)
            total = _count_of(video, options)
            write_samples(table, _with_a_face(clip, summary, counted(samples, total)))
        was_stopped = is_stopped()
        is_short = video.is_short and not was_stopped and math.isinf(options.end)
    seconds = time.monotonic() - began
    lines = [*summary.lines(), pace_line(summary.count, seconds)]
    if is_short:
        lines.append(
            f"the pictures end at {video.end:.2f} s, the file says {video.duration:.2f} s: it may "
            "be cut off"
        )
    if was_stopped:
        lines.append("stopped: the file holds what was tracked until then")
    print("\n".join(lines))
    for path in (table, *(recorder.write(table) if options.landmarks else ())):
        print(path)
    return not was_stopped


def track_folder(folder: Path, options: ClipOptions) -> bool:
    """Track all videos of a folder, each beside itself; returns whether that was not stopped.

    Raises FaceError after the last one, where any could not be tracked.
    """
    clips = _videos_in(folder)
    failed = []
    for number, clip in enumerate(clips):
        print(f"{clip.name}, {number + 1} of {len(clips)}")
        try:
            is_whole = track_clip(clip, table_for(clip, options), options)
        except FaceError as error:
            print(f"left out {error}")
            failed.append(clip.name)
            continue
        if not is_whole:
            return False
    if failed:
        raise TrackingError(f"{folder}: {len(failed)} of {len(clips)} left out, see above")
    return True


def _videos_in(folder: Path) -> list[Path]:
    """Raises TrackingError where there are none, or two would be one CSV."""
    if not folder.is_dir():
        raise TrackingError(f"{folder}: is no folder")
    clips = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in SUFFIXES]
    if not clips:
        raise TrackingError(f"{folder}: holds no video ({', '.join(SUFFIXES)})")
    stems = [clip.stem for clip in clips]
    twice = {stem for stem in stems if stems.count(stem) > 1}
    if twice:
        raise TrackingError(
            f"{folder}: several videos are called {min(twice)}, which would be one CSV; rename them"
        )
    return clips


def _count_of(video: Video, options: ClipOptions) -> int:
    """About how many frames will be tracked."""
    share = 1.0
    if video.duration:
        end = min(options.end, video.duration)
        share = max(0.0, end - options.start) / video.duration
    return round(share * video.count)


def _with_a_face(clip: Path, summary: Summary, samples: Iterator) -> Iterator:
    """The same samples. Raises TrackingError at their end where nobody was seen."""
    yield from samples
    if not summary.count:
        raise TrackingError(
            f"{clip.name}: holds no picture between --start and --end; choose other seconds"
        )
    if not summary.has_face:
        raise TrackingError(
            f"{clip.name}: nobody's face was found in {summary.count} frames; it has to be "
            "upright, in the light and not too small"
        )
