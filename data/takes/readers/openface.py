"""OpenFace CSV: action units, for action-unit models. Its header has spaces behind the commas.

    frame, timestamp, confidence, success, pose_Rx, pose_Ry, pose_Rz, AU01_r, .., AU45_r, AU01_c, ..
    1, 0.000, 0.98, 1, -0.102, 0.211, -0.035, 0.42, .., 1.87, 1, ..

`AU.._r` are intensities from 0 to 5; `AU.._c`, whether a unit is there at all, are not read. Angles
are radians.
"""

import re
from itertools import accumulate, chain

import numpy as np

from ...bundled import ARKIT
from ..clocks import TableClock
from ..detections import Detections, takes_of
from ..face_flags import FLAG_PARSER, is_faceless
from ..faces import FaceColumn, find_score
from ..gaze import find_gaze
from ..options import ReadOptions
from ..recordings import RecordingColumn
from ..sheet import Sheet
from ..source import TakeFile
from ..take import Take

TITLE = "OpenFace"
READS = (
    "`AU01_r` .. `AU45_r` (0..5, scaled to 0..1), `timestamp`, `success`, `pose_Rx` .., several "
    "faces"
)

HEAD = ("pose_rx", "pose_ry", "pose_rz")
_INTENSITY = re.compile(r"au(\d\d)_r$")
_FULL = 5.0
"""OpenFace's strongest intensity."""
_FEWEST_ROWS = 10
"""Fewer may well show a face at rest."""
_NAMES = {"45": "AU43"}
"""OpenFace's blink is the closed eye of the action-unit models."""
_CLOCK = "timestamp"
_OTHERS = (_CLOCK, "confidence", "success")
"""Columns that tell OpenFace from others with action units."""


def matches(file: TakeFile) -> str:
    """Intensities of action units, and how sure the tracker was of each row."""
    found = sum(_INTENSITY.match(key) is not None for key in file.keys)
    has_others = all(key in file.keys for key in _OTHERS)
    if found and has_others:
        return f"columns confidence, success and {found} of AU.._r"
    return ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """Rows without success hold no face. People are told apart by face_id."""
    sheet = file.sheet()
    units = _action_units(sheet)
    clock = TableClock(sheet.header, options, units={_CLOCK: "s"})
    success = sheet.find("success")
    assert success is not None  # matches() saw both
    head_columns = sheet.find_all(HEAD) or []
    gaze = find_gaze(sheet.keys, units)
    gaze_columns = gaze.columns if gaze else ()
    # OpenFace's tool for several faces mixes the rows of all.
    face = FaceColumn(sheet.header)
    # Without people there is nothing to choose by scores.
    score = find_score(sheet.header) if face.columns else []
    recording = RecordingColumn(sheet.header)
    wanted = [
        clock.columns,
        recording.columns,
        [success],
        face.columns,
        score,
        gaze_columns,
        head_columns,
    ]
    values, numbers = sheet.read(
        list(units.values()),
        list(chain.from_iterable(wanted)),
        clock.parsers | recording.parsers | face.parsers | {success: FLAG_PARSER},
    )
    ends = list(accumulate(map(len, wanted)))
    clocks, inputs, flags, faces, scores, looked, angles, _ = np.split(numbers, ends, axis=1)
    frames = clocks[:, 0] if clock.columns else np.arange(len(numbers), dtype=float)
    recordings = recording.find(inputs, frames)
    frames = recordings.frames_apart(frames)
    notes = _scale_note(values)
    # In place: a copy of a long recording is not needed twice.
    values /= _FULL
    values[is_faceless(flags)] = np.nan
    found = clock.find(clocks, values, file)
    detections = Detections(
        file=file,
        title=TITLE,
        options=options,
        names=list(units),
        values=values,
        clock=found,
        frames=frames,
        labels=recordings.named(face.labels(faces, frames)),
        sizes=np.zeros(len(frames)),
        recordings=recordings,
        scores=scores[:, 0] if score else None,
        angles=angles if head_columns else None,
        convention="openface",
        unit="radians",
        gaze=looked * gaze.signs if gaze else None,
        scale=ARKIT,
        notes=notes,
    )
    return takes_of(detections)


def _scale_note(values: np.ndarray) -> list[str]:
    """What to say of intensities (n, k) that look as if they were scaled before."""
    highest = np.nanmax(values, initial=0)
    if len(values) < _FEWEST_ROWS or highest > 1:
        return []
    return [
        f"no intensity exceeds 1, although OpenFace's go to {_FULL:g}; if they were scaled before, "
        f"set a gain of {_FULL:g}"
    ]


def _action_units(sheet: Sheet) -> dict[str, int]:
    """Action unit -> column of its intensity, the first of it."""
    units: dict[str, int] = {}
    for index, key in enumerate(sheet.keys):
        intensity = _INTENSITY.match(key)
        if intensity:
            number = intensity[1]
            # Should a file have AU43 itself, the first of the two columns counts.
            name = _NAMES.get(number, f"AU{number}")
            units.setdefault(name, index)
    return units
