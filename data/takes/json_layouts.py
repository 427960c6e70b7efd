"""Where the frames are in a JSON document: the layouts that people write, each as a list of frames.

{"frames": [frame, frame, ..]}                 a list under any key, or alone
[{"result": frame}, ..]                        in records
[{"time": 0.1, "faces": [frame, frame]}, ..]   several faces at a time
{"0": frame, "1": frame, ..}                   by number
{"jawOpen": [0.1, 0.2, ..], "time": [..]}      a list a channel
{"names": [..], "values": [[..], [..], ..]}    a matrix and the names of its columns
{"a.mp4": [frame, ..], "b.mp4": [frame, ..]}   several recordings
[{"video": "a.mp4", "frames": [frame, ..]}, ..]
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..vocabularies import words_of_tracker
from .categories import category_of
from .clocks import meaning_of
from .record_keys import without_heading
from .recordings import is_recording_name

Scores = Callable[[Any], Mapping[str, Any] | None]
"""Name -> score of what may be a frame, None where it is none or holds no face."""

_DEPTH = 3
"""Objects within each other in which frames are looked for."""
_FRAMES = "frames"
"""The usual key of the list of frames, which goes before all others."""
_RECORDING = "video"
"""The key that frames get where they are of several recordings."""
_OWN_NUMBERS = ("id", "index", "number")
"""Keys by which faces of one frame are told apart; in a frame they would count frames."""
_NUMBERED = re.compile(r"(.*?)(\d+(?:\.\d+)?)")
"""Such as `12`, `0.04` and `frame_0012`."""


class Layout(NamedTuple):
    """frames: as `Scores` takes them; moments: (n,) which moment each of them is of, where each is
    one face of several, else None.
    """

    frames: list[Any]
    moments: np.ndarray | None = None


def layout_of(content: Any, scores: Scores) -> Layout:
    """The frames of a document; of one without any frame, the whole as the only one."""
    if isinstance(content, list) and content and category_of(content[0]):
        return Layout([{"blendshapes": content}])
    for find in (_in_lists, _by_number, _by_channel, _by_names):
        layout = find(content, scores)
        if layout:
            return layout
    return Layout([content] if isinstance(content, dict) else [])


def has_face(frames: Sequence[Any], scores: Scores) -> bool:
    """Whether any frame has scores of a face: labels of pictures look much the same."""
    return any(words_of_tracker(tuple(scores(frame) or ())) for frame in frames)


def _in_lists(content: Any, scores: Scores) -> Layout | None:
    """From lists of frames, which are recordings where there are several."""
    found: dict[str, Layout] = {}
    for path, items in _lists_in(content, _DEPTH):
        layout = _of_list(items, scores)
        if layout and path == (_FRAMES,):
            return layout
        if layout:
            found[_name_of(path)] = layout
    return _joined(found)


def _lists_in(content: Any, depth: int) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    """Path of keys -> list: a list itself, or those in an object and in its objects."""
    if isinstance(content, list):
        yield (), content
    elif isinstance(content, dict) and depth:
        for key in sorted(content, key=lambda key: key != _FRAMES):
            for path, items in _lists_in(content[key], depth - 1):
                yield (key, *path), items


def _name_of(path: tuple[str, ...]) -> str:
    """What a recording is called whose frames are under these keys."""
    return "/".join(key for key in path if key != _FRAMES)


def _of_list(items: list[Any], scores: Scores) -> Layout | None:
    """From a list whose items are frames, hold one each, or several."""
    if has_face(items, scores):
        return Layout(list(without_heading(items, scores)))
    inner = [_value_with_scores(item, scores) for item in items]
    if has_face(inner, scores):
        return Layout(inner)
    key = next((_key_of_list(item, scores) for item in items if _key_of_list(item, scores)), None)
    if key is None:
        return None
    return _of_recordings(items, key, scores) or _of_faces(items, key)


def _value_with_scores(record: Any, scores: Scores) -> Any:
    """The value of a record that is a frame, None where there is none."""
    if not isinstance(record, dict):
        return None
    values = [value for value in record.values() if isinstance(value, dict)]
    return next((value for value in values if scores(value)), None)


def _key_of_list(record: Any, scores: Scores) -> str | None:
    """The key of a record under which a list of frames is."""
    if not isinstance(record, dict):
        return None
    lists = (key for key, value in record.items() if isinstance(value, list))
    return next((key for key in lists if has_face(record[key], scores)), None)


def _of_recordings(items: Sequence[Any], key: str, scores: Scores) -> Layout | None:
    """From records that hold the frames of a recording each; None where they hold faces."""
    records = [item for item in items if isinstance(item, dict) and isinstance(item.get(key), list)]
    if key != _FRAMES and not any(_tells_time(frame) for item in records for frame in item[key]):
        return None
    found: dict[str, Layout] = {}
    for number, item in enumerate(records):
        layout = _of_list(item[key], scores)
        if layout:
            found[_title_of(item, number)] = layout
    return _joined(found)


def _tells_time(frame: Any) -> bool:
    return isinstance(frame, dict) and any(
        meaning_of(name) for name in frame if name not in _OWN_NUMBERS
    )


def _title_of(record: Mapping[str, Any], number: int) -> str:
    """What a record calls its recording, else its number."""
    texts = {name: value for name, value in record.items() if isinstance(value, str)}
    titles = [value for name, value in texts.items() if is_recording_name(name)]
    return next(iter((*titles, *texts.values())), f"recording {number}")


def _joined(found: Mapping[str, Layout]) -> Layout | None:
    """One layout, with the name of its recording in each frame where there are several."""
    if len(found) < 2:
        return next(iter(found.values()), None)
    frames = [
        {_RECORDING: name, **_as_object(frame)}
        for name, layout in found.items()
        for frame in layout.frames
    ]
    return Layout(frames)


def _as_object(frame: Any) -> dict[str, Any]:
    """A frame that further keys may be added to."""
    return frame if isinstance(frame, dict) else {"blendshapes": frame}


def _of_faces(items: Sequence[Any], key: str) -> Layout:
    """From frames that hold their faces in a list."""
    frames: list[Any] = []
    moments: list[int] = []
    for number, item in enumerate(items):
        if not isinstance(item, dict):
            continue
        around = {name: value for name, value in item.items() if name != key}
        if not _tells_time(around):
            around["frame"] = number
        for face in item.get(key) or ():
            frames.append({**around, **_face_by_name(face)})
            moments.append(number)
    return Layout(frames, np.array(moments))


def _face_by_name(face: Any) -> dict[str, Any]:
    """A face in whose keys its own number cannot be taken for a frame's."""
    return {
        "face_id" if name in _OWN_NUMBERS else name: value
        for name, value in _as_object(face).items()
    }


def _by_number(content: Any, scores: Scores) -> Layout | None:
    """From objects whose keys are the numbers or the times of frames."""
    for holder in _objects_in(content, _DEPTH):
        numbers = _numbers_of(list(holder))
        if not numbers or not has_face(list(holder.values()), scores):
            continue
        steps = np.diff(sorted(numbers.values()))
        clock = "frame" if np.median(steps) == 1 else "timestamp"
        ordered = sorted(numbers, key=numbers.__getitem__)
        return Layout([_numbered(holder[key], clock, numbers[key]) for key in ordered])
    return None


def _numbers_of(keys: Sequence[str]) -> dict[str, float]:
    """Key -> its number; empty where any has none, or another text around it."""
    matches = [_NUMBERED.fullmatch(key) for key in keys]
    texts = {match[1] if match else None for match in matches}
    if len(keys) < 2 or len(texts) > 1 or None in texts:
        return {}
    return {match[0]: float(match[2]) for match in matches if match}


def _numbered(frame: Any, clock: str, number: float) -> Any:
    """A frame with its number, unless it tells its time itself."""
    if frame is None or _tells_time(frame):
        return frame
    return {clock: number, **_as_object(frame)}


def _objects_in(content: Any, depth: int) -> Iterator[dict[str, Any]]:
    """An object and those in it."""
    if isinstance(content, dict) and depth:
        yield content
        for value in content.values():
            yield from _objects_in(value, depth - 1)


def _by_channel(content: Any, _scores: Scores) -> Layout | None:
    """From an object with a list of numbers for each channel."""
    for holder in _objects_in(content, _DEPTH):
        lists = {name: value for name, value in holder.items() if _are_numbers(value)}
        channels = {name: lists[name] for name in lists if words_of_tracker((name,))}
        if len({len(values) for values in channels.values()}) == 1:
            rows = list(zip(*channels.values(), strict=True))
            return _of_rows(content, holder, list(channels), rows)
    return None


def _are_numbers(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and not isinstance(value[0], (dict, list))


def _by_names(content: Any, _scores: Scores) -> Layout | None:
    """From an object with a matrix, a row a frame, and the names of its columns."""
    for holder in _objects_in(content, _DEPTH):
        lists = [value for value in holder.values() if isinstance(value, list) and value]
        names = next((value for value in lists if _are_channels(value)), None)
        if names is None:
            continue
        for rows in lists:
            if all(isinstance(row, list) and len(row) == len(names) for row in rows):
                return _of_rows(content, rows, names, rows)
    return None


def _of_rows(
    content: Mapping[str, Any],
    source: Any,
    names: Sequence[str],
    rows: Sequence[Any],
) -> Layout:
    """Frames with a row of scores each, and what the document has beside the source of these."""
    frames: list[Any] = []
    for index, row in enumerate(rows):
        frame = _nth(content, index, len(rows), source)
        frame["blendshapes"] = dict(zip(names, row, strict=True))
        frames.append(frame)
    return Layout(frames)


def _nth(holder: Mapping[str, Any], index: int, count: int, left: Any) -> dict[str, Any]:
    """What an object's lists of that many items have at an index, and those of its objects, but for
    one that is left out.
    """
    frame: dict[str, Any] = {}
    for name, value in holder.items():
        if value is left:
            continue
        if isinstance(value, dict):
            frame[name] = _nth(value, index, count, left)
        elif isinstance(value, list) and len(value) == count:
            frame[name] = value[index]
    return frame


def _are_channels(items: Sequence[Any]) -> bool:
    """Whether they are texts that name a tracker's channels."""
    return all(isinstance(item, str) for item in items) and bool(words_of_tracker(tuple(items)))
