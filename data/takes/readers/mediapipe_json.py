"""JSON dumps of the MediaPipe Face Landmarker in the layouts that people write."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...bundled import MEDIAPIPE
from ...channels import canonical_name
from ...errors import TakeError
from ..frames import number, score_rows
from ..head_conventions import head_from_quaternions
from ..source import TakeFile
from ..take import ReadOptions, Take, make_take, seconds_per_tick

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
_CLOCKS = {"timestamp_ms": 1e-3, "timestampMs": 1e-3, "timestamp": None, "time": None, "t": None}
_NAMES, _VALUES = (
    ("category_name", "categoryName", "name", "display_name"),
    ("score", "value", "weight"),
)


def matches(file: TakeFile) -> str:
    if not file.is_json:
        return ""
    known = [frame for frame in _frames(file.json)[:200] if _scores(frame)]
    return "frames with blendshape scores" if known else ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    path, frames = file.path, _frames(file.json)
    names, values = score_rows([_scores(frame) for frame in frames], path)
    ticks, key = _clock(frames, file)
    fps, notes = None, []
    if key is None:
        rate = _target_fps(file.json)
        fps = rate or options.fps
        times = ticks / fps
        clock = f"frame number at {fps:g} fps, " + ("as the file targets" if rate else "as told")
        notes.append(f"no clock in the file, {fps:g} fps assumed")
    else:
        unit = _CLOCKS[key]
        unit, evidence = (unit, "in ms") if unit else seconds_per_tick(ticks)
        times, clock = ticks * unit, f"{key}, {evidence}"
    take = make_take(
        file, TITLE, names, times, values,
        clock=clock, angles=_angles(frames, file), options=options, fps=fps, notes=notes,
        scale=MEDIAPIPE,
    )  # fmt: skip
    return [take]


def _frames(content: Any) -> list[Any]:
    """The frames of a document: a list of them, or one list of categories as the only frame."""
    if isinstance(content, dict):
        frames = content.get("frames", [content])
        return frames if isinstance(frames, list) else []
    if isinstance(content, list) and content and _category(content[0]):
        return [{"blendshapes": content}]
    return content if isinstance(content, list) else []


def _category(item: Any) -> tuple[str, Any] | None:
    if not isinstance(item, dict):
        return None
    name = next((item[key] for key in _NAMES if isinstance(item.get(key), str) and item[key]), None)
    score = next((key for key in _VALUES if key in item), None)
    return (name, item[score]) if name and score else None


def _scores(frame: Any) -> Mapping[str, Any] | None:
    """Name -> score of a frame, None when it holds no face."""
    if isinstance(frame, list):
        frame = {"blendshapes": frame}
    if (
        not isinstance(frame, dict)
        or frame.get("has_face") is False
        or frame.get("hasFace") is False
    ):
        return None
    scores = next((frame[key] for key in _SCORES if frame.get(key)), None)
    while isinstance(scores, list) and scores and not _category(scores[0]):
        scores = scores[0].get("categories") if isinstance(scores[0], dict) else scores[0]
    if isinstance(scores, list):
        return dict(category for item in scores if (category := _category(item))) or None
    if isinstance(scores, dict) and isinstance(scores.get("categories"), list):
        return _scores({"blendshapes": scores["categories"]})
    if scores is None and any(canonical_name(str(key)) for key in frame):
        scores = {key: frame[key] for key in frame if canonical_name(str(key))}
    return scores if isinstance(scores, dict) else None


def _clock(frames: list[Any], file: TakeFile) -> tuple[np.ndarray, str | None]:
    dicts = [frame if isinstance(frame, dict) else {} for frame in frames]
    key = next((key for key in _CLOCKS if all(key in frame for frame in dicts)), None)
    if key is None:
        return np.arange(len(frames), dtype=np.float64), None
    ticks = [number(frame[key], file.path, f"frame {i}, {key}") for i, frame in enumerate(dicts)]
    return np.array(ticks), key


def _target_fps(content: Any) -> float | None:
    session = content.get("sessionInfo") if isinstance(content, dict) else None
    for holder in (session, content):
        for key in ("targetFPS", "fps", "frameRate"):
            rate = holder.get(key) if isinstance(holder, dict) else None
            if isinstance(rate, (int, float)) and 0 < rate < 100_000:
                return float(rate)
    return None


def _angles(frames: list[Any], file: TakeFile) -> np.ndarray | None:
    """(n, 3) pitch, yaw, roll in radians from the head's quaternions, None without any."""
    rotations = [f.get("headRotation") if isinstance(f, dict) else None for f in frames]
    if not any(isinstance(rotation, dict) for rotation in rotations):
        return None
    wxyz = np.full((len(frames), 4), np.nan)
    for index, rotation in enumerate(rotations):
        if isinstance(rotation, dict):
            if missing := [key for key in "wxyz" if key not in rotation]:
                raise TakeError(
                    f"{file.path.name}, frame {index}, headRotation: lacks {missing[0]}"
                )
            where = f"frame {index}, headRotation"
            wxyz[index] = [number(rotation[key], file.path, where) for key in "wxyz"]
    return head_from_quaternions(wxyz)
