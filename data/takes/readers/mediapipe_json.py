"""JSON dumps of the MediaPipe Face Landmarker in the layouts that people write.

Frames, in a list or under `frames`, with names or with MediaPipe's own categories:

    {"frames": [{"timestamp": 1000.0, "blendshapes": {"jawOpen": 0.25, ..},
                 "headRotation": {"w": 1, "x": 0, "y": 0, "z": 0.1}, "has_face": true}, ..]}
    [{"timestampMs": 1000.0, "faceBlendshapes": [{"categories": [
        {"index": 0, "categoryName": "_neutral", "score": 2.2e-05}, ..]}]}, ..]

or one list of categories alone, the only frame:

    [{"category_name": "_neutral", "score": "0.00002192"}, ..]
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from ...bundled import MEDIAPIPE
from ...channels import canonical_name
from ...errors import TakeError
from ..clocks import seconds_per_tick
from ..frames import number, score_rows
from ..head_conventions import head_from_quaternions
from ..making import make_take
from ..options import ReadOptions, is_frame_rate
from ..source import TakeFile
from ..take import Take

TITLE = "MediaPipe JSON"
READS = "`frames` (or a list) of `blendshapes` as names or categories, `timestamp`, `headRotation`"

_SCORES = (
    "blendshapes",
    "faceBlendshapes",
    "face_blendshapes",
    "blendShapes",
    "scores",
    "categories",
)
"""Keys of a frame that hold its scores, the first of them that is not empty."""
_CLOCKS = {
    "timestamp_ms": 1e-3,
    "timestampMs": 1e-3,
    "timestamp": None,
    "time": None,
    "t": None,
}
"""Keys of a frame that hold its time -> the unit in seconds, None where the key tells none."""
_RATES = ("targetFPS", "fps", "frameRate")
_NAMES = ("category_name", "categoryName", "name", "display_name")
_VALUES = ("score", "value", "weight")


class _Category(NamedTuple):
    """A name and a score as MediaPipe gives them, one channel each."""

    name: str
    score: Any


class _Clock(NamedTuple):
    """times: (n,) seconds; fps: only where there is no clock in the file."""

    times: np.ndarray
    evidence: str
    fps: float | None = None


def matches(file: TakeFile) -> str:
    """A frame with scores; many may come before it in which no face was seen."""
    if not file.is_json:
        return ""
    has_scores = any(_scores(frame) for frame in _frames(file.json))
    return "frames with blendshape scores" if has_scores else ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """The clock is a timestamp where all frames have one, else the frame number at the rate that
    the file names, else at `fps`.
    """
    frames = _frames(file.json)
    scores = [_scores(frame) for frame in frames]
    names, values = score_rows(scores, file.path)
    clock = _clock(frames, file, options)
    notes: list[str] = []
    if clock.fps is not None:
        notes.append(f"no clock in the file, {clock.fps:g} fps assumed")
    take = make_take(
        file,
        TITLE,
        names,
        clock.times,
        values,
        clock=clock.evidence,
        angles=_angles(frames, file),
        options=options,
        fps=clock.fps,
        notes=notes,
        scale=MEDIAPIPE,
    )
    return [take]


def _frames(content: Any) -> list[Any]:
    """The frames of a document: a list of them, or one list of categories as the only frame."""
    if isinstance(content, dict):
        frames = content.get("frames", [content])
        return frames if isinstance(frames, list) else []
    if not isinstance(content, list):
        return []
    if content and _category(content[0]):
        return [{"blendshapes": content}]
    return content


def _category(item: Any) -> _Category | None:
    """An item of a list of categories, None for anything else."""
    if not isinstance(item, dict):
        return None
    name = None
    for key in _NAMES:
        text = item.get(key)
        # MediaPipe's display_name is there, but mostly empty.
        if isinstance(text, str) and text:
            name = text
            break
    if name is None:
        return None
    for key in _VALUES:
        if key in item:
            return _Category(name, item[key])
    return None


def _scores(frame: Any) -> Mapping[str, Any] | None:
    """Name -> score of a frame, None when it holds no face."""
    if isinstance(frame, list):
        frame = {"blendshapes": frame}
    if not isinstance(frame, dict) or _is_faceless(frame):
        return None
    scores = None
    for key in _SCORES:
        if frame.get(key):
            scores = frame[key]
            break
    # Of several faces, and within objects that hold a list each, the first.
    while isinstance(scores, list) and scores and not _category(scores[0]):
        first = scores[0]
        scores = first.get("categories") if isinstance(first, dict) else first
    if scores is None:
        return _scores_of_names(frame)
    if isinstance(scores, list):
        return _scores_of_categories(scores)
    if not isinstance(scores, dict):
        return None
    if isinstance(scores.get("categories"), list):
        return _scores({"blendshapes": scores["categories"]})
    return scores


def _is_faceless(frame: dict[str, Any]) -> bool:
    """Whether a frame says that no face was seen; its scores are old ones then."""
    return frame.get("has_face") is False or frame.get("hasFace") is False


def _scores_of_categories(items: list[Any]) -> dict[str, Any] | None:
    categories = [category for item in items if (category := _category(item))]
    return dict(categories) or None


def _scores_of_names(frame: dict[str, Any]) -> dict[str, Any] | None:
    """The scores of a frame that has them among its other keys."""
    scores = {key: score for key, score in frame.items() if canonical_name(str(key))}
    return scores or None


def _clock(frames: list[Any], file: TakeFile, options: ReadOptions) -> _Clock:
    dicts = [frame if isinstance(frame, dict) else {} for frame in frames]
    for key, unit in _CLOCKS.items():
        if not all(key in frame for frame in dicts):
            continue
        ticks = np.empty(len(frames))
        for index, frame in enumerate(dicts):
            ticks[index] = number(frame[key], file.path, f"frame {index}, {key}")
        evidence = "in ms"
        if unit is None:
            unit, evidence = seconds_per_tick(ticks)
        return _Clock(ticks * unit, f"{key}, {evidence}")
    rate = _target_fps(file.json)
    fps = rate or options.fps
    told = "as the file targets" if rate else "as told"
    times = np.arange(len(frames), dtype=np.float64) / fps
    return _Clock(times, f"frame number at {fps:g} fps, {told}", fps)


def _target_fps(content: Any) -> float | None:
    """The rate at which a session was to be recorded, frames a second, if the file names it."""
    session = content.get("sessionInfo") if isinstance(content, dict) else None
    for holder in (session, content):
        if not isinstance(holder, dict):
            continue
        for key in _RATES:
            rate = holder.get(key)
            if isinstance(rate, (int, float)) and is_frame_rate(rate):
                return float(rate)
    return None


def _angles(frames: list[Any], file: TakeFile) -> np.ndarray | None:
    """(n, 3) pitch, yaw, roll in radians from the head's quaternions, None without any.

    Raises TakeError for a quaternion that lacks a number.
    """
    wxyz = np.full((len(frames), 4), np.nan)
    has_any = False
    for index, frame in enumerate(frames):
        rotation = frame.get("headRotation") if isinstance(frame, dict) else None
        if not isinstance(rotation, dict):
            continue
        has_any = True
        where = f"frame {index}, headRotation"
        missing = [key for key in "wxyz" if key not in rotation]
        if missing:
            raise TakeError(f"{file.path.name}, {where}: lacks {missing[0]}")
        wxyz[index] = [number(rotation[key], file.path, where) for key in "wxyz"]
    return head_from_quaternions(wxyz) if has_any else None
