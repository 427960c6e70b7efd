"""JSON of the BEAT dataset: a list of names, and frames of as many weights, with times in seconds.

{"names": ["eyeBlinkLeft", "jawOpen"],
 "frames": [{"weights": [0.0, 0.25], "time": 0.0333, "rotation": []}, ..]}
"""

from ...errors import TakeError
from ..clocks import Rate, json_clock
from ..frames import unique_names, weight_rows
from ..making import make_take
from ..options import ReadOptions
from ..source import TakeFile
from ..take import Take

TITLE = "BEAT JSON"
READS = "`names`, `frames` of `weights` and `time`; 60 fps where there is no time"

FPS = 60.0
"""Frames a second at which the dataset was recorded."""


def matches(file: TakeFile) -> str:
    """A list of names beside frames, the first of which has weights."""
    content = file.json if file.is_json else None
    if not isinstance(content, dict) or not isinstance(content.get("names"), list):
        return ""
    frames = content.get("frames")
    if not isinstance(frames, list) or not frames:
        return ""
    first = frames[0]
    has_weights = isinstance(first, dict) and "weights" in first
    return "names, and frames of weights" if has_weights else ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """The clock is `time` where the frames have it, else their number at 60 fps."""
    path = file.path
    frames = file.json["frames"]
    names = unique_names(file.json["names"], path, "names")
    for index, frame in enumerate(frames):
        if not isinstance(frame, dict):
            raise TakeError(f"{file.name}, frame {index}: is no frame of weights; delete it")
    weights = [frame.get("weights") for frame in frames]
    values = weight_rows(weights, names, path)

    # A head's turn, whose axes no description tells.
    known = {"weights", "time"}
    file.unread[:] = [key for key, value in frames[0].items() if value and key not in known]
    recorded = Rate(FPS, "as the dataset was recorded", is_of_file=False)
    clock = json_clock(frames, values, file, options, recorded, {"time": "s"})
    take = make_take(
        file,
        TITLE,
        names,
        clock.times,
        values,
        clock=clock.evidence,
        options=options,
        fps=clock.fps,
        notes=clock.notes,
    )
    return [take]
