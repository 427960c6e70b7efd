"""py-feat "Fex" CSV: Detectorv2, MPDetector, and older detectors with action units only.

    FaceRectX,FaceRectY,FaceRectWidth,FaceRectHeight,FaceScore,x_0, ..,Pitch,Roll,Yaw,AU01, ..
    231.36029,213.90369,662.0155,662.0155,0.9999895,359.3672, ..,0.0776,0.0547,-0.0189,0.3073, ..

and on in the same row with emotions, blendshapes and what tells a face from others:

    ..,anger, ..,Neutral,_neutral,browDownLeft, ..,input,frame,approx_time,Identity
    ..,0.0131, ..,0.0151,1.8775463e-06,0.0075683594, ..,001.mp4,0,00:00,Person_0

A row is one face in one frame, and a frame may have several. MPDetector also writes depths, z_0 and
on. Some versions end each row with a cell that the header does not name.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ...errors import TakeError
from ...reading_choices import FRAMES, ROWS
from ..cells import CellParser
from ..clocks import TableClock
from ..detections import Detections, takes_of
from ..faces import label_by_name, label_by_place, numbering
from ..gaze import find_gaze
from ..meshes.tables import has_only_meshes
from ..options import ClockOptions, ReadOptions
from ..recordings import RecordingColumn
from ..sheet import Sheet
from ..source import TakeFile
from ..take import Take
from ..translation import scale_of

TITLE = "py-feat"
READS = "blendshapes, action units, emotions, `frame` at the frame rate you give, several faces"

HEAD = ("pitch", "yaw", "roll")
_SCORE = "facescore"
_FRAME = "frame"
_IDENTITY = "identity"
_LEFT = "facerectx"
_TOP = "facerecty"
_WIDTH = "facerectwidth"
_HEIGHT = "facerectheight"
_OLD_DETECTORS = ("input", "frame", "au01")
"""Columns of detectors without a FaceScore."""
_DEPTH = "z_0"
"""A column of MPDetector alone."""


def matches(file: TakeFile) -> str:
    """A FaceScore, or the columns of detectors that had none."""
    if has_only_meshes(file):
        return ""
    if _SCORE in file.keys:
        return "column FaceScore"
    is_old = all(key in file.keys for key in _OLD_DETECTORS)
    return "columns input, frame and AU01" if is_old else ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """The clock is the index of the video's frame at `fps`: the file itself knows no rate.

    People are told apart by Identity, or by where their rectangles go from frame to frame.
    Raises TakeError where it has no channel.
    """
    sheet = file.sheet()
    channels = sheet.channels()
    if not channels:
        raise TakeError(
            f"{file.name}, row {file.top.number}: has no blendshape or action unit column; "
            "run py-feat's Detectorv2, which writes both"
        )
    columns = _other_columns(sheet)
    head_columns = sheet.find_all(HEAD) or []
    gaze = find_gaze(sheet.keys, channels)
    gaze_columns = gaze.columns if gaze else ()
    # Identities are texts, but all that is read of a table are numbers.
    number_of_identity: dict[str, float] = {}
    # Faces of one frame share its time: rows are no clock here.
    if options.clock.source == ROWS and _FRAME in columns:
        options = replace(options, clock=ClockOptions(_FRAME, FRAMES))
    clock = TableClock(sheet.header, options, units={_FRAME: FRAMES})
    recording = RecordingColumn(sheet.header)
    parsers = clock.parsers | recording.parsers
    if _IDENTITY in columns:
        parse_identity = numbering(number_of_identity)
        parsers[columns[_IDENTITY]] = CellParser(parse_identity)
    values, numbers = sheet.read(
        list(channels.values()),
        [
            *clock.columns,
            *recording.columns,
            *head_columns,
            *gaze_columns,
            *columns.values(),
        ],
        parsers,
        extra_cell=True,
    )
    clock_end = len(clock.columns)
    recording_end = clock_end + len(recording.columns)
    head_end = recording_end + len(head_columns)
    gaze_end = head_end + len(gaze_columns)
    clocks, inputs, angles, looked, others = np.split(
        numbers, [clock_end, recording_end, head_end, gaze_end], axis=1
    )
    other = dict(zip(columns, others.T, strict=True))

    # Without the column each row is a frame of its own.
    every_row = np.arange(len(numbers), dtype=np.float64)
    frames = other.get(_FRAME, every_row)
    recordings = recording.find(inputs, frames)
    frames = recordings.frames_apart(frames)
    sizes = _sizes(other, len(numbers))
    is_mpdetector = _DEPTH in sheet.keys
    detections = Detections(
        file=file,
        title=TITLE,
        options=options,
        names=list(channels),
        values=values,
        clock=clock.find(clocks, values, file),
        frames=frames,
        labels=recordings.named(_labels(frames, other, list(number_of_identity), sizes)),
        sizes=sizes,
        recordings=recordings,
        scores=other.get(_SCORE),
        angles=angles if head_columns else None,
        convention="mpdetector" if is_mpdetector else "pyfeat",
        # Old detectors wrote degrees; MPDetector never did.
        unit="radians" if is_mpdetector else "auto",
        gaze=looked * gaze.signs if gaze else None,
        scale=scale_of(list(channels)),
        keeps_order=False,
    )
    return takes_of(detections)


def _labels(
    frames: np.ndarray,
    other: Mapping[str, np.ndarray],
    identities: list[str],
    sizes: np.ndarray,
) -> np.ndarray:
    """(n,) texts, by columns (n,) by their names and sizes (n,), in pixels."""
    if identities:
        return label_by_name(other[_IDENTITY], identities)
    # Faces at one place are told apart by their sizes.
    if _LEFT in other and _TOP in other:
        places = np.stack([other[_LEFT], other[_TOP], sizes], axis=1)
        return label_by_place(frames, places, sizes)
    # By their sizes alone, in the order in which they come up.
    return label_by_place(frames, np.stack([np.zeros(len(sizes)), sizes], axis=1))


def _other_columns(sheet: Sheet) -> dict[str, int]:
    """Name -> column, of those beside channels and angles that the file has."""
    columns: dict[str, int] = {}
    for name in (_FRAME, _IDENTITY, _LEFT, _TOP, _WIDTH, _HEIGHT, _SCORE):
        column = sheet.find(name)
        if column is not None:
            columns[name] = column
    return columns


def _sizes(other: Mapping[str, np.ndarray], count: int) -> np.ndarray:
    """Of the faces' rectangles, (n,) in pixels, from columns (n,) by their names; 0 without."""
    none = np.zeros(count)
    width = np.nan_to_num(other.get(_WIDTH, none))
    height = np.nan_to_num(other.get(_HEIGHT, none))
    return np.maximum(width, height)
