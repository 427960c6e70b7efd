"""OpenFace CSV: action units, for action-unit models."""

import re

import numpy as np

from ...errors import TakeError
from ..source import TakeFile
from ..take import ReadOptions, Take, make_take

TITLE = "OpenFace"
READS = "`AU01_r` .. `AU45_r` (0..5, scaled to 0..1), `timestamp`, `success`, `pose_Rx` .."

HEAD = ("pose_rx", "pose_ry", "pose_rz")
_INTENSITY = re.compile(r"au(\d\d)_r$")
_FULL = 5.0
"""OpenFace's strongest intensity."""
_NAMES = {"45": "AU43"}
"""OpenFace's blink is the closed eye of the action-unit models."""


def matches(file: TakeFile) -> str:
    found = [key for key in file.keys if _INTENSITY.match(key)]
    if found and {"timestamp", "confidence", "success"} <= set(file.keys):
        return f"columns confidence, success and {len(found)} of AU.._r"
    return ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """Rows without success hold no face. Raises TakeError for a file with several faces."""
    sheet = file.sheet()
    units = {}
    for index, key in enumerate(sheet.keys):
        if match := _INTENSITY.match(key):
            units.setdefault(_NAMES.get(match[1], f"AU{match[1]}"), index)
    head_columns = sheet.find_all(HEAD) or []
    clock, success, face = (sheet.find(key) for key in ("timestamp", "success", "face_id"))
    assert clock is not None
    assert success is not None  # matches() saw both
    extra = [] if face is None else [face]
    values, numbers = sheet.read(list(units.values()), [clock, success, *head_columns, *extra])
    if extra and np.unique(numbers[:, -1]).size > 1:
        raise TakeError(f"{file.path.name}: holds several faces; split it by face_id first")
    values /= _FULL
    values[numbers[:, 1] == 0] = np.nan
    angles = numbers[:, 2:5] if head_columns else None
    take = make_take(
        file,
        TITLE,
        list(units),
        numbers[:, 0],
        values,
        clock="column timestamp, in s",
        angles=angles,
        convention="openface",
        options=options,
    )
    return [take]
