"""py-feat "Fex" CSV: Detectorv2, MPDetector, and older detectors with action units only.

    FaceRectX,FaceRectY,FaceRectWidth,FaceRectHeight,FaceScore,x_0, ..,Pitch,Roll,Yaw,AU01, ..
    231.36029,213.90369,662.0155,662.0155,0.9999895,359.3672, ..,0.0776,0.0547,-0.0189,0.3073, ..

and on in the same row with emotions, blendshapes and what tells a face from others:

    ..,anger, ..,Neutral,_neutral,browDownLeft, ..,input,frame,approx_time,Identity
    ..,0.0131, ..,0.0151,1.8775463e-06,0.0075683594, ..,001.mp4,0,00:00,Person_0

A row is one face in one frame, and a frame may have several. MPDetector also writes depths, z_0 and
on. Some versions end each row with a cell that the header does not name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ...errors import TakeError
from ..cells import CellParser
from ..clocks import Clock, TableClock
from ..faces import count_labels, label_rows, rows_of_label, rows_of_largest
from ..gaze import find_gaze
from ..head_conventions import ConventionName
from ..making import make_take
from ..options import ALL, FRAMES, LARGEST, ROWS, ClockOptions, ReadOptions
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
_WIDTH = "facerectwidth"
_HEIGHT = "facerectheight"
_OLD_DETECTORS = ("input", "frame", "au01")
"""Columns of detectors without a FaceScore."""
_DEPTH = "z_0"
"""A column of MPDetector alone."""
_SHOWN = 8
"""Labels of faces that a message repeats."""


@dataclass(frozen=True, eq=False)
class _Detections:
    """The n rows of a file, each a face in a frame.

    names: (k) channels; values: (n, k) float32; angles: (n, 3) pitch, yaw and roll, or None;
        gaze: (n, 2) up and to the right, or None.
    frames: (n,) numbers of frames; areas: (n,) of the faces' rectangles, in square pixels.
    labels: (n,) of the faces, texts; faces: label -> number of rows, the most seen first.
    """

    file: TakeFile
    options: ReadOptions
    names: list[str]
    values: np.ndarray
    angles: np.ndarray | None
    gaze: np.ndarray | None
    frames: np.ndarray
    areas: np.ndarray
    labels: np.ndarray
    faces: dict[str, int]
    clock: Clock
    convention: ConventionName


def matches(file: TakeFile) -> str:
    """A FaceScore, or the columns of detectors that had none."""
    if _SCORE in file.keys:
        return "column FaceScore"
    is_old = all(key in file.keys for key in _OLD_DETECTORS)
    return "columns input, frame and AU01" if is_old else ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """The clock is the index of the video's frame at `fps`: the file itself knows no rate.

    One take a face, the most seen first, told apart by Identity or by the order in a frame; the
    option LARGEST gives one take of the largest face in each frame.
    """
    detections = _read_detections(file, options)
    if options.face == LARGEST:
        return [_take_of_largest(detections)]
    if options.face == ALL:
        return [_take_of_label(detections, label) for label in detections.faces]
    return [_take_of_label(detections, options.face)]


def _read_detections(file: TakeFile, options: ReadOptions) -> _Detections:
    """Everything that is read of the file. Raises TakeError where it has no channel."""
    sheet = file.sheet()
    channels = sheet.channels()
    if not channels:
        raise TakeError(
            f"{file.name}, row 1: has no blendshape or action unit column; "
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
    parsers = dict(clock.parsers)
    if _IDENTITY in columns:
        parse_identity = _numbering(number_of_identity)
        parsers[columns[_IDENTITY]] = CellParser(parse_identity)
    values, numbers = sheet.read(
        list(channels.values()),
        [*clock.columns, *head_columns, *gaze_columns, *columns.values()],
        parsers,
        extra_cell=True,
    )
    clock_end = len(clock.columns)
    head_end = clock_end + len(head_columns)
    gaze_end = head_end + len(gaze_columns)
    clocks, angles, looked, others = np.split(numbers, [clock_end, head_end, gaze_end], axis=1)
    other = dict(zip(columns, others.T, strict=True))

    # Without the column each row is a frame of its own.
    every_row = np.arange(len(numbers), dtype=np.float64)
    frames = other.get(_FRAME, every_row)
    labels = label_rows(
        frames,
        other.get(_IDENTITY),
        named=list(number_of_identity),
    )
    return _Detections(
        file=file,
        options=options,
        names=list(channels),
        values=values,
        angles=angles if head_columns else None,
        gaze=looked * gaze.signs if gaze else None,
        frames=frames,
        areas=_areas(other, len(numbers)),
        labels=labels,
        faces=count_labels(labels),
        clock=clock.find(clocks, values, file),
        convention="mpdetector" if _DEPTH in sheet.keys else "pyfeat",
    )


def _other_columns(sheet: Sheet) -> dict[str, int]:
    """Name -> column, of those beside channels and angles that the file has."""
    columns: dict[str, int] = {}
    for name in (_FRAME, _IDENTITY, _WIDTH, _HEIGHT):
        column = sheet.find(name)
        if column is not None:
            columns[name] = column
    return columns


def _areas(other: Mapping[str, np.ndarray], count: int) -> np.ndarray:
    """Of the faces' rectangles, (n,) in square pixels, from columns (n,) by their names.

    A row without a rectangle has 0, so that any other face is larger.
    """
    none = np.zeros(count)
    width = np.nan_to_num(other.get(_WIDTH, none))
    height = np.nan_to_num(other.get(_HEIGHT, none))
    return width * height


def _numbering(numbers: dict[str, float]) -> Callable[[str], float]:
    """A cell parser that numbers the texts it meets, from 0, into `numbers`; empty cells are
    missing.
    """

    def parse(cell: str) -> float:
        text = cell.strip()
        if not text or text.lower() == "nan":
            raise ValueError("an identity")
        following = float(len(numbers))
        return numbers.setdefault(text, following)

    return parse


def _take_of_largest(detections: _Detections) -> Take:
    """The largest face in each frame, whoever it is."""
    # The largest is the closest to the camera, as a rule whoever was filmed.
    kept = rows_of_largest(detections.frames, detections.areas)
    others = len(detections.frames) - len(kept)
    notes: list[str] = []
    if others:
        notes.append(f"{others} rows of smaller faces left out")
    return _take_of_rows(
        detections,
        kept,
        "",
        notes,
    )


def _take_of_label(detections: _Detections, label: str) -> Take:
    """One face, with times as in the file. Raises TakeError for a label that no row has."""
    frames = detections.frames
    rows = rows_of_label(detections.labels, frames, label)
    if not len(rows):
        name = detections.file.name
        labels = list(detections.faces)
        known = ", ".join(labels[:_SHOWN])
        raise TakeError(f"{name}: has no face {label!r}; its faces are {known}")
    take = _take_of_rows(
        detections,
        rows,
        label,
        [],
    )
    # A take starts at 0; a face that comes in late must stay in sync with the others.
    times = detections.clock.times
    start = times[rows[0]] - np.nanmin(times)
    return replace(take, times=take.times + start)


def _take_of_rows(
    detections: _Detections,
    rows: np.ndarray,
    face: str,
    notes: list[str],
) -> Take:
    """A take of some rows (m,), indices in the order of time."""
    clock = detections.clock
    chosen: np.ndarray | slice = rows
    # One face, seen in order: no copy of a long recording.
    every_row = np.arange(len(detections.frames))
    if np.array_equal(rows, every_row):
        chosen = slice(None)
    angles = detections.angles
    if angles is not None:
        angles = angles[chosen]
    gaze = detections.gaze
    if gaze is not None:
        gaze = gaze[chosen]
    take = make_take(
        detections.file,
        TITLE,
        detections.names,
        clock.times[chosen],
        detections.values[chosen],
        clock=clock.evidence,
        angles=angles,
        gaze=gaze,
        convention=detections.convention,
        # Old detectors wrote degrees; MPDetector never did.
        unit="radians" if detections.convention == "mpdetector" else "auto",
        options=detections.options,
        # A single row has no step to measure.
        fps=clock.fps if len(rows) < 2 else None,
        scale=scale_of(detections.names),
        notes=[*clock.notes, *notes],
        rows=rows + detections.file.first_row,
    )
    return replace(take, face=face, faces=detections.faces)
