"""CSV dumps of the MediaPipe Face Landmarker: the 52 names in any order and a clock or a count.

    frame,timestamp_ms,_neutral,browDownLeft, ..,noseSneerRight,Pitch,Yaw,Roll
    0,0.0,6.60223e-07,0.00097933, ..,7.2e-06,0.000693772,0.23946,0.126482

People write them in many ways: clocks in seconds, ms, us or as ISO-8601 dates, semicolons, decimal
commas, `eyeBlink_L`. Any table with a blendshape's name in its header is read as one.
"""

from itertools import accumulate, chain

import numpy as np

from ...vocabularies import words_of_tracker
from ..clocks import TableClock
from ..detections import Detections, takes_of
from ..face_flags import FLAG_PARSER, find_flag, is_faceless
from ..faces import FaceColumn, find_score
from ..head_columns import find_head, head_angles
from ..options import ReadOptions
from ..recordings import RecordingColumn
from ..source import TakeFile
from ..take import Take
from ..translation import scale_of

TITLE = "MediaPipe CSV"
READS = "blendshapes in any order, a clock in any unit, dates or timecodes, or a frame count"


def matches(file: TakeFile) -> str:
    """Any column named as a blendshape or an action unit, or some of a tracker's own names."""
    count = words_of_tracker(file.header)
    return f"{count} blendshape columns" if count else ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """The clock is a time column, else the frame counter or the row number at `fps`."""
    sheet = file.sheet()
    channels = sheet.channels()
    head = find_head(sheet.header)
    head_columns = head.columns if head else ()
    clock = TableClock(sheet.header, options)
    flag = find_flag(sheet.header)
    face = FaceColumn(sheet.header)
    # Without people there is nothing to choose by scores.
    score = find_score(sheet.header) if face.columns else []
    recording = RecordingColumn(sheet.header)
    parsers = clock.parsers | recording.parsers | face.parsers | dict.fromkeys(flag, FLAG_PARSER)
    wanted = [clock.columns, recording.columns, flag, face.columns, score, head_columns]
    values, numbers = sheet.read(
        list(channels.values()),
        list(chain.from_iterable(wanted)),
        parsers,
    )
    ends = list(accumulate(map(len, wanted)))
    times, inputs, flags, faces, scores, head_numbers, _ = np.split(numbers, ends, axis=1)
    # Numbers stand there all the same, but nobody measured them.
    values[is_faceless(flags)] = np.nan
    angles = None
    evidence = ""
    if head:
        angles, evidence = head_angles(head, head_numbers)
    found = clock.find(times, values, file)
    frames = times[:, 0] if clock.columns else np.arange(len(values), dtype=float)
    recordings = recording.find(inputs, frames)
    frames = recordings.frames_apart(frames)
    detections = Detections(
        file=file,
        title=TITLE,
        options=options,
        names=list(channels),
        values=values,
        clock=found,
        frames=frames,
        labels=recordings.named(face.labels(faces, frames)),
        sizes=np.zeros(len(frames)),
        recordings=recordings,
        scores=scores[:, 0] if score else None,
        angles=angles,
        convention=(head and head.convention) or "mediapipe",
        unit=head.unit if head else "auto",
        head_evidence=evidence,
        scale=scale_of(list(channels)),
    )
    return takes_of(detections)
