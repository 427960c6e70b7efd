"""NVIDIA Audio2Face JSON, and the layout of its ACE microservice."""

from typing import Any

import numpy as np

from ...errors import TakeError
from ..frames import number, unique_names, weight_rows
from ..source import TakeFile
from ..take import ReadOptions, Take, make_take

TITLE = "Audio2Face JSON"
READS = "`exportFps`, `facsNames`, `weightMat`; ACE: numbered `Audio2Face` / `Facial` / `Weights`"


def matches(file: TakeFile) -> str:
    if not file.is_json or not isinstance(file.json, dict):
        return ""
    if "weightMat" in file.json and "facsNames" in file.json:
        return "facsNames and weightMat"
    return "Audio2Face frames" if _facial(next(iter(file.json.values()), None)) else ""


def _facial(frame: Any) -> dict[str, Any] | None:
    for key in ("Audio2Face", "Facial"):
        frame = frame.get(key) if isinstance(frame, dict) else None
    return frame if isinstance(frame, dict) else None


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """The clock is the frame number at the file's rate; ACE files name none."""
    content, path = file.json, file.path
    if "weightMat" in content:
        raw, rows = content["facsNames"], content["weightMat"]
        fps = number(content.get("exportFps", options.fps), path, "exportFps")
        clock = f"exportFps {fps:g}"
    else:
        facial = [_facial(frame) or {} for frame in content.values()]
        raw, rows = facial[0].get("Names"), [frame.get("Weights") for frame in facial]
        if any(frame.get("Names", raw) != raw for frame in facial):
            raise TakeError(f"{path.name}: the names change between frames; export it again")
        fps, clock = options.fps, f"frame number at {options.fps:g} fps, as told"
    if not isinstance(raw, list) or not isinstance(rows, list) or not rows:
        raise TakeError(f"{path.name}: holds no list of names and weights; export it again")
    if not 0 < fps < 100_000:
        raise TakeError(f"{path.name}, exportFps: {fps:g} is not a frame rate")
    names = unique_names(raw, path, "facsNames")
    values = weight_rows(rows, names, path)
    times = np.arange(len(rows)) / fps
    return [make_take(file, TITLE, names, times, values, clock=clock, options=options, fps=fps)]
