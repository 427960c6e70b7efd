"""NVIDIA Audio2Face JSON, and the layout of its ACE microservice.

Audio2Face writes one object, with a list of weights for each frame:

    {"exportFps": 30, "facsNames": ["eyeBlinkLeft", "jawOpen"], "weightMat": [[0.0, 0.25], ..]}

ACE writes an object for each frame, by its number:

    {"0": {"Audio2Face": {"Facial": {"Names": ["EyeBlinkLeft", "JawOpen"], "Weights": [0.0, 0.25]}}}, ..}
"""  # noqa: E501

from typing import Any, NamedTuple

from ...errors import TakeError
from ..clocks import Rate, counted_clock, file_rate
from ..frames import number, unique_names, weight_rows
from ..making import make_take
from ..options import ReadOptions, is_frame_rate
from ..source import TakeFile
from ..take import Take

TITLE = "Audio2Face JSON"
READS = "`exportFps`, `facsNames`, `weightMat`; ACE: numbered `Audio2Face` / `Facial` / `Weights`"


class _Content(NamedTuple):
    """What either layout holds: names and a list of weights a frame, both still to be checked."""

    names: Any
    rows: Any
    rate: Rate | None


def matches(file: TakeFile) -> str:
    """Either layout, by the keys of the object and of its first frame."""
    if not file.is_json or not isinstance(file.json, dict):
        return ""
    if _is_one_matrix(file.json):
        return "facsNames and weightMat"
    # By whatever key comes first: a file that was cut does not begin at 0.
    first = next(iter(file.json.values()), None)
    return "Audio2Face frames" if _facial(first) else ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """The clock is the frame number at the file's rate; ACE files name none."""
    path = file.path
    has_matrix = _is_one_matrix(file.json)
    content = _one_matrix(file) if has_matrix else _numbered_frames(file)
    raw_names, rows, rate = content
    # JSON may hold anything under these keys.
    has_names = isinstance(raw_names, list)
    has_rows = isinstance(rows, list) and len(rows) > 0
    if not has_names or not has_rows:
        raise TakeError(f"{file.name}: holds no list of names and weights; export it again")
    names = unique_names(raw_names, path, "facsNames")
    values = weight_rows(rows, names, path)
    clock = counted_clock(values, file, options, rate, "frame number")
    take = make_take(
        file,
        TITLE,
        names,
        times=clock.times,
        values=values,
        clock=clock.evidence,
        options=options,
        fps=clock.fps,
        notes=clock.notes,
    )
    return [take]


def _is_one_matrix(content: dict[str, Any]) -> bool:
    """Whether an object is in Audio2Face's own layout: then both keys are there to be read."""
    return "weightMat" in content and "facsNames" in content


def _one_matrix(file: TakeFile) -> _Content:
    """Audio2Face's own layout. Raises TakeError for an exportFps that is no frame rate."""
    content = file.json
    rate = file_rate(content)
    if "exportFps" in content:
        fps = number(content["exportFps"], file.path, "exportFps")
        if not is_frame_rate(fps):
            raise TakeError(f"{file.name}, exportFps: {fps:g} is not a frame rate")
        rate = Rate(fps, "exportFps")
    return _Content(content["facsNames"], content["weightMat"], rate)


def _numbered_frames(file: TakeFile) -> _Content:
    """ACE's layout, which repeats the names in every frame.

    Raises TakeError where they change: the weights would go to other channels then.
    """
    # What is no frame has no weights either, of which weight_rows tells.
    frames = [_facial(file.json[key]) or {} for key in sorted(file.json, key=_frame_number)]
    names = frames[0].get("Names")
    for frame in frames:
        # Later frames may leave the names out.
        own_names = frame.get("Names", names)
        if own_names != names:
            raise TakeError(f"{file.name}: the names change between frames; export it again")
    return _Content(
        names=names,
        rows=[frame.get("Weights") for frame in frames],
        rate=None,
    )


def _frame_number(key: str) -> int:
    """Of ACE's frames, which other programs write in the order of texts: 0, 1, 10, 2 .."""
    return int(key) if key.isdecimal() else 0


def _facial(frame: Any) -> dict[str, Any] | None:
    """What is under Audio2Face, Facial in a frame of ACE, if it is one."""
    for key in ("Audio2Face", "Facial"):
        if not isinstance(frame, dict):
            return None
        frame = frame.get(key)
    return frame if isinstance(frame, dict) else None
