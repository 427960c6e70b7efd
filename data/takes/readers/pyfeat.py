"""py-feat "Fex" CSV: Detectorv2, MPDetector, and older detectors with action units only.

    FaceRectX,FaceRectY,FaceRectWidth,FaceRectHeight,FaceScore,x_0, ..,Pitch,Roll,Yaw,AU01, ..
    231.36029,213.90369,662.0155,662.0155,0.9999895,359.3672, ..,0.0776,0.0547,-0.0189,0.3073, ..

and on in the same row with emotions, blendshapes and what tells a face from others:

    ..,anger, ..,Neutral,_neutral,browDownLeft, ..,input,frame,approx_time,Identity
    ..,0.0131, ..,0.0151,1.8775463e-06,0.0075683594, ..,001.mp4,0,00:00,Person_0

A row is one face in one frame, and a frame may have several. MPDetector also writes depths, z_0 and
on. Some versions end each row with a cell that the header does not name.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ...bundled import MEDIAPIPE
from ...errors import TakeError
from ..cells import CellParser
from ..head_conventions import ConventionName
from ..making import make_take
from ..options import ALL, LARGEST, ReadOptions
from ..sheet import Sheet
from ..source import TakeFile
from ..take import Take

TITLE = "py-feat"
READS = "blendshapes, action units, emotions, `frame` at the frame rate you give, several faces"

HEAD = ("pitch", "yaw", "roll")
_FRAME = "frame"
_IDENTITY = "identity"
_WIDTH = "facerectwidth"
_HEIGHT = "facerectheight"
_UNNAMED = "unnamed"
"""Label of rows without an Identity in a file with some."""
_SHOWN = 8
"""Labels of faces that a message repeats."""


@dataclass(frozen=True, eq=False)
class _Detections:
    """The n rows of a file, each a face in a frame.

    names: (k) channels; values: (n, k) float32; angles: (n, 3) pitch, yaw and roll, or None.
    frames: (n,) numbers of frames; areas: (n,) of the faces' rectangles, in square pixels.
    labels: (n,) of the faces, texts; faces: label -> number of rows, the most seen first.
    """

    file: TakeFile
    options: ReadOptions
    names: list[str]
    values: np.ndarray
    angles: np.ndarray | None
    frames: np.ndarray
    areas: np.ndarray
    labels: np.ndarray
    faces: dict[str, int]
    clock: str
    convention: ConventionName


def matches(file: TakeFile) -> str:
    """A FaceScore, or the columns of detectors that had none."""
    keys = set(file.keys)
    if "facescore" in keys:
        return "column FaceScore"
    return "columns input, frame and AU01" if {"input", "frame", "au01"} <= keys else ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """The clock is the index of the video's frame at `fps`: the file itself knows no rate.

    One take a face, the most seen first, told apart by Identity or by the order in a frame; the
    option LARGEST gives one take of the largest face in each frame.
    """
    detections = _detections(file, options)
    if options.face == LARGEST:
        return [_take_of_largest(detections)]
    wanted = list(detections.faces) if options.face == ALL else [options.face]
    return [_take_of_label(detections, label) for label in wanted]


def _detections(file: TakeFile, options: ReadOptions) -> _Detections:
    """Everything that is read of the file. Raises TakeError where it has no channel."""
    sheet = file.sheet()
    channels = sheet.channels()
    if not channels:
        raise TakeError(
            f"{file.path.name}, row 1: has no blendshape or action unit column; "
            "run py-feat's Detectorv2, which writes both"
        )
    wanted = (_FRAME, _IDENTITY, _WIDTH, _HEIGHT)
    columns = {name: sheet.keys.index(name) for name in wanted if name in sheet.keys}
    head_columns = sheet.find_all(HEAD) or []
    numbers_of_identities: dict[str, float] = {}
    parsers: dict[int, CellParser] = {}
    if _IDENTITY in columns:
        parsers[columns[_IDENTITY]] = CellParser(_numbering(numbers_of_identities))
    values, numbers = sheet.read(
        list(channels.values()),
        [*head_columns, *columns.values()],
        parsers,
        extra_cell=True,
    )
    count = len(numbers)
    extra = numbers[:, len(head_columns) :]
    by_name = dict(zip(columns, extra.T, strict=True))
    frames = by_name.get(_FRAME, np.arange(count, dtype=np.float64))
    width = by_name.get(_WIDTH, np.zeros(count))
    height = by_name.get(_HEIGHT, np.zeros(count))
    labels = _labels(frames, by_name.get(_IDENTITY), list(numbers_of_identities))
    counted = "frame" if _FRAME in columns else "row number"
    return _Detections(
        file=file,
        options=options,
        names=list(channels),
        values=values,
        angles=numbers[:, : len(head_columns)] if head_columns else None,
        frames=frames,
        # A face without a rectangle is smaller than any other.
        areas=np.nan_to_num(width) * np.nan_to_num(height),
        labels=labels,
        faces=_most_seen_first(labels),
        clock=f"{counted} at {options.fps:g} fps, as told",
        convention=_convention_of(sheet),
    )


def _convention_of(sheet: Sheet) -> ConventionName:
    """That of MPDetector, the only one to write depths, or of the others."""
    return "mpdetector" if "z_0" in sheet.keys else "pyfeat"


def _numbering(numbers: dict[str, float]) -> Callable[[str], float]:
    """A cell parser that numbers the texts it meets, from 0, into `numbers`; empty cells are
    missing.
    """

    def parse(cell: str) -> float:
        text = cell.strip()
        if not text or text.lower() == "nan":
            raise ValueError("an identity")
        return numbers.setdefault(text, float(len(numbers)))

    return parse


def _labels(frames: np.ndarray, identities: np.ndarray | None, named: list[str]) -> np.ndarray:
    """A label for each row (n,): its Identity where the file has any, else `face 0`, `face 1` .. by
    the order of the rows of one frame.

    frames: (n,) numbers of frames; identities: (n,) indices into `named`, NaN where missing.
    """
    if identities is not None and np.isfinite(identities).any():
        texts = np.array([*named, _UNNAMED], dtype=object)
        is_named = np.isfinite(identities)
        index = np.where(is_named, identities, len(named)).astype(int)
        return texts[index]
    ranks = _ranks_in_frames(frames)
    return np.array([f"face {rank}" for rank in ranks], dtype=object)


def _ranks_in_frames(frames: np.ndarray) -> np.ndarray:
    """How many rows of the same frame come before each, (n,) int, for frames (n,) in any order.

    >>> _ranks_in_frames(np.array([0.0, 0.0, 1.0, 0.0])).tolist()
    [0, 1, 0, 2]
    """
    order = np.argsort(frames, kind="stable")
    ordered = frames[order]
    # Where another frame begins, and for each row where its own began.
    is_first = np.ones(len(order), bool)
    is_first[1:] = ordered[1:] != ordered[:-1]
    starts = np.flatnonzero(is_first)
    own_start = starts[np.cumsum(is_first) - 1]
    ranks = np.empty(len(frames), int)
    ranks[order] = np.arange(len(frames)) - own_start
    return ranks


def _most_seen_first(labels: np.ndarray) -> dict[str, int]:
    """Label -> number of rows, of labels (n,); in alphabetical order where they are even."""
    counts = Counter(labels.tolist())
    ordered = sorted(counts, key=lambda label: (-counts[label], label))
    return {label: counts[label] for label in ordered}


def _take_of_largest(detections: _Detections) -> Take:
    """The largest face in each frame, whoever it is."""
    kept = _rows_of_largest(detections.frames, detections.areas)
    others = len(detections.frames) - len(kept)
    notes = [f"{others} rows of smaller faces left out"] if others else []
    return _take_of_rows(detections, kept, "", notes)


def _take_of_label(detections: _Detections, label: str) -> Take:
    """One face, with times as in the file: faces that come in late stay in sync.

    Raises TakeError for a label that no row has.
    """
    frames = detections.frames
    order = np.argsort(frames, kind="stable")
    rows = order[detections.labels[order] == label]
    if not len(rows):
        name = detections.file.path.name
        known = ", ".join(list(detections.faces)[:_SHOWN])
        raise TakeError(f"{name}: has no face {label!r}; its faces are {known}")
    take = _take_of_rows(detections, rows, label, [])
    start = (frames[rows][0] - np.nanmin(frames)) / detections.options.fps
    return replace(take, times=take.times + start)


def _take_of_rows(detections: _Detections, rows: np.ndarray, face: str, notes: list[str]) -> Take:
    """A take of some rows (m,), indices in the order of time."""
    options = detections.options
    chosen: np.ndarray | slice = rows
    # One face, seen in order: no copy of a long recording.
    if np.array_equal(rows, np.arange(len(detections.frames))):
        chosen = slice(None)
    frames = detections.frames[chosen]
    angles = None if detections.angles is None else detections.angles[chosen]
    # A detector may skip frames: every second one is half the rate.
    steps = np.diff(frames)
    step = float(np.median(steps)) if len(steps) else 1.0
    return make_take(
        detections.file,
        TITLE,
        detections.names,
        frames / options.fps,
        detections.values[chosen],
        clock=detections.clock,
        angles=angles,
        convention=detections.convention,
        options=options,
        fps=options.fps / max(step, 1.0),
        face=face,
        faces=detections.faces,
        scale=MEDIAPIPE,
        notes=[f"{options.fps:g} fps assumed, py-feat files name none", *notes],
    )


def _rows_of_largest(frames: np.ndarray, areas: np.ndarray) -> np.ndarray:
    """Indices of the rows to keep, one a frame, in the order of the frames; both (n,), areas in
    square pixels.
    """
    order = np.lexsort((-areas, frames))  # by frames, then by areas
    is_first = np.ones(len(order), bool)
    is_first[1:] = np.diff(frames[order]) != 0
    return order[is_first]
