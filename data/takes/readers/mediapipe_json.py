"""JSON dumps of the MediaPipe Face Landmarker in the layouts that people write.

Frames, in a list or under `frames`, with names or with MediaPipe's own categories:

    {"frames": [{"timestamp": 1000.0, "blendshapes": {"jawOpen": 0.25, ..},
                 "headRotation": {"w": 1, "x": 0, "y": 0, "z": 0.1}, "has_face": true}, ..]}
    [{"timestampMs": 1000.0, "faceBlendshapes": [{"categories": [
        {"index": 0, "categoryName": "_neutral", "score": 2.2e-05}, ..]}]}, ..]

or one list of categories alone, the only frame:

    [{"category_name": "_neutral", "score": "0.00002192"}, ..]

Further layouts are in `json_layouts`.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from ...vocabularies import read_names, words_of_tracker
from ..categories import NAME_KEYS, SCORE_KEYS, category_of, scores_of_categories
from ..clocks import json_clock
from ..detections import Detections, takes_of
from ..face_flags import is_flag, says_no
from ..faces import label_by_place
from ..frames import score_rows
from ..head_keys import HeadPose
from ..json_layouts import has_face, layout_of
from ..options import ReadOptions
from ..progress import Progress
from ..record_keys import (
    heading_rate,
    label_by_key,
    recordings_by_key,
    used_keys,
)
from ..source import TakeFile
from ..take import Take
from ..translation import scale_of

TITLE = "MediaPipe JSON"
READS = (
    "`frames`: a list, numbered, or a list a channel; `blendshapes` as names or categories, "
    "`faces`, `timestamp`, `headRotation`"
)

_SCORES = (
    "blendshapes",
    "faceBlendshapes",
    "face_blendshapes",
    "blendShapes",
    "scores",
    "categories",
)
"""Keys of a frame that hold its scores, the first of them that is not empty."""
_FRAMES_A_NOTICE = 500
"""Frames between two notices of progress."""


def matches(file: TakeFile) -> str:
    """A frame with scores; many may come before it in which no face was seen."""
    if not file.is_json:
        return ""
    frames = layout_of(file.json, _scores).frames
    return "frames with blendshape scores" if has_face(frames, _scores) else ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """The clock is a timestamp, else the frame's number at the rate that the file names, else at
    `fps`.
    """
    frames, given = layout_of(file.json, _scores)
    # Each face is a row: of one frame there may be several, or none.
    rows: list[int] = []
    names, all_values = score_rows(_scores_of_all(frames, rows, file.progress), file.path)
    of_frames = np.array(rows)
    first_of_frame = np.unique(of_frames, return_index=True)[1]
    rate = heading_rate(file.json, frames)
    clock = json_clock(frames, all_values[first_of_frame], file, options, rate)
    clock = clock._replace(times=clock.times[of_frames])
    recordings = recordings_by_key(frames, clock.times[first_of_frame]).of_rows(of_frames)
    moments, labels = of_frames, None
    # Some write a frame a face, as tables do.
    if len(rows) == len(frames):
        moments = recordings.frames_apart(clock.times) if given is None else given
        labels = label_by_key(frames, moments)
    if labels is None:
        moments = of_frames if given is None else given[of_frames]
        labels = label_by_place(moments, all_values)
    head = HeadPose(frames, _SCORES)
    angles, evidence = head.angles(frames, file)
    columns = head.columns
    unread = _unread(frames, head.roots | used_keys(frames))
    # What the clock was told by stands in its evidence.
    file.unread[:] = [key for key in unread if key not in clock.evidence]
    detections = Detections(
        file=file,
        title=TITLE,
        options=options,
        names=names,
        values=all_values,
        clock=clock,
        frames=moments,
        labels=recordings.named(labels),
        recordings=recordings,
        sizes=np.zeros(len(rows)),
        angles=None if angles is None else angles[of_frames],
        convention=(columns and columns.convention) or "mediapipe",
        unit=columns.unit if columns else "auto",
        head_evidence=evidence,
        scale=scale_of(names),
        is_table=False,
    )
    return takes_of(detections)


def _scores_of_all(
    frames: Sequence[Any],
    rows: list[int],
    progress: Progress,
) -> Iterator[Mapping[str, Any] | None]:
    """The scores of each face, or None, of each frame, whose number is added to `rows`."""
    for number, frame in enumerate(frames):
        if number % _FRAMES_A_NOTICE == 0:
            progress(number / len(frames))
        for scores in _faces(frame) or [None]:
            rows.append(number)
            yield scores


def _faces(frame: Any) -> list[Mapping[str, Any] | None]:
    """Name -> score of each face of a frame, MediaPipe's own lists of several among them."""
    lists = _first_scores(frame) if isinstance(frame, dict) and not _is_faceless(frame) else None
    if not isinstance(lists, list) or len(lists) < 2 or category_of(lists[0]):
        return [_scores(frame)]
    return [_scores({"blendshapes": of_face}) for of_face in lists]


def _scores(frame: Any) -> Mapping[str, Any] | None:
    """Name -> score of a frame, None when it holds no face."""
    # One list of categories a frame, without anything around it.
    if isinstance(frame, list):
        frame = {"blendshapes": frame}
    if not isinstance(frame, dict) or _is_faceless(frame):
        return None
    scores = _first_scores(frame)
    # Of several faces, and within objects that hold a list each, the first.
    while isinstance(scores, list) and scores:
        first = scores[0]
        if category_of(first):
            break
        scores = first.get("categories") if isinstance(first, dict) else first
    if scores is None:
        return _scores_of_names(frame)
    if isinstance(scores, list):
        return scores_of_categories(scores)
    if not isinstance(scores, dict):
        return None
    if isinstance(scores.get("categories"), list):
        return _scores({"blendshapes": scores["categories"]})
    return scores


def _first_scores(frame: dict[str, Any]) -> Any:
    """What is under the first of the usual keys that is not empty, else under another with scores;
    None without any.
    """
    for key in _SCORES:
        scores = frame.get(key)
        if scores:
            return scores
    key = _other_key(frame)
    return None if key is None else frame[key]


def _other_key(frame: dict[str, Any]) -> str | None:
    """A key of any name under which categories name channels: emotions and labels do not."""
    for key, items in frame.items():
        is_list = isinstance(items, list) and items and category_of(items[0])
        if is_list and words_of_tracker(tuple(scores_of_categories(items) or ())):
            return key
    return None


def _is_faceless(frame: dict[str, Any]) -> bool:
    """Whether a frame says that no face was seen: then its scores do not count."""
    return says_no(frame[key] for key in _flag_keys(tuple(frame)))


@lru_cache
def _flag_keys(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Those of a frame's keys that say whether there is a face; frames mostly have the same."""
    return tuple(key for key in keys if is_flag(key))


def _scores_of_names(frame: dict[str, Any]) -> dict[str, Any] | None:
    """The scores of a frame that has them among its other keys."""
    scores = {key: frame[key] for key in _channel_keys(tuple(frame))}
    return scores or None


@lru_cache
def _channel_keys(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Those of a frame's keys that name channels; frames mostly have the same keys."""
    if not words_of_tracker(keys):
        return ()
    words = read_names(keys)
    return tuple(key for key, word in zip(keys, words, strict=True) if word.is_known)


def _unread(frames: list[Any], used: set[str]) -> list[str]:
    """The keys of the first frame that are neither scores nor flag or head pose."""
    first = frames[0] if frames and isinstance(frames[0], dict) else {}
    known = {*_SCORES, *NAME_KEYS, *SCORE_KEYS, *used, _other_key(first)}
    known |= set(_channel_keys(tuple(first)))
    return [key for key in first if key not in known and not is_flag(key)]
