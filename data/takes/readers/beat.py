"""JSON of the BEAT dataset: a list of names and frames of weights."""

import numpy as np

from ...errors import TakeError
from ..frames import number, unique_names, weight_rows
from ..source import TakeFile
from ..take import ReadOptions, Take, make_take

TITLE = "BEAT JSON"
READS = "`names`, `frames` of `weights` and `time`; 60 fps where there is no time"

FPS = 60.0


def matches(file: TakeFile) -> str:
    content = file.json if file.is_json else None
    if isinstance(content, dict) and isinstance(content.get("names"), list):
        frames = content.get("frames")
        if isinstance(frames, list) and frames and isinstance(frames[0], dict):
            return "names, and frames of weights" if "weights" in frames[0] else ""
    return ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    path, frames = file.path, file.json["frames"]
    names = unique_names(file.json["names"], path, "names")
    for index, frame in enumerate(frames):
        if not isinstance(frame, dict):
            raise TakeError(f"{path.name}, frame {index}: is no frame of weights; delete it")
    values = weight_rows([frame.get("weights") for frame in frames], names, path)
    times, clock, fps = np.arange(len(frames)) / FPS, f"frame number at {FPS:g} fps", FPS
    if all("time" in frame for frame in frames):
        seconds = [number(f["time"], path, f"frame {i}, time") for i, f in enumerate(frames)]
        times = np.array(seconds)
        clock, fps = "time, in s", None
    return [make_take(file, TITLE, names, times, values, clock=clock, options=options, fps=fps)]
