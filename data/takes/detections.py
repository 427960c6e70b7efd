"""Recordings of several faces: of the rows, each a face in a frame, a take for each person, and for
each recording that the table holds."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..errors import TakeError
from ..head_tables import Auto, ConventionName, Unit
from ..reading_choices import ALL, LARGEST
from .clocks import Clock
from .faces import count_labels, rows_of_label
from .making import make_take
from .options import ReadOptions
from .recordings import Recordings
from .source import TakeFile
from .take import Take

_SHOWN = 8
"""Labels of faces that a message repeats."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Detections:
    """The n rows of a file, each a face in a frame.

    title: of the format. names: (k) channels; values: (n, k).
    frames: (n,) numbers or times of frames; labels: (n,) of the faces, texts; sizes: (n,) of the
        faces, in any unit, to choose among those seen as often.
    recordings: where the table may hold several; frames and labels then tell these apart too.
    scores: (n,) how sure the detector was that this is a face, NaN where it does not tell.
    angles, convention, unit, head_evidence, gaze, scale: as make_take has them.
    is_table: whether rows are lines of the file. keeps_order: whether a face's rows stay as they
        are, so that where they go back in time is told; else they are put in the order of frames.
    """

    file: TakeFile
    title: str
    options: ReadOptions
    names: list[str]
    values: np.ndarray
    clock: Clock
    frames: np.ndarray
    labels: np.ndarray
    sizes: np.ndarray
    recordings: Recordings | None = None
    scores: np.ndarray | None = None
    angles: np.ndarray | None = None
    convention: ConventionName = "mediapipe"
    unit: Unit | Auto = "auto"
    head_evidence: str = ""
    gaze: np.ndarray | None = None
    scale: str
    notes: Sequence[str] = ()
    is_table: bool = True
    keeps_order: bool = True
    faces: dict[str, int] = field(init=False)
    """Label -> number of rows, the most seen first."""

    def __post_init__(self) -> None:
        faces = count_labels(self.labels, self.sizes, self.scores)
        object.__setattr__(self, "faces", faces)


def takes_of(detections: Detections) -> list[Take]:
    """One take of the person most seen, of all, or of the one whose label the options name.

    Raises TakeError for a label that no row has.
    """
    wanted = detections.options.face
    labels = list(detections.faces)
    if wanted == ALL:
        return [_take_of(detections, label, []) for label in labels]
    if wanted == LARGEST:
        others = _others_note(detections)
        take = _take_of(detections, labels[0], others)
        # Nobody chose it, so it bears no name.
        return [replace(take, face="")]
    if wanted not in detections.faces:
        known = ", ".join(labels[:_SHOWN])
        raise TakeError(f"{detections.file.name}: has no face {wanted!r}; its faces are {known}")
    return [_take_of(detections, wanted, [])]


def _others_note(detections: Detections) -> list[str]:
    """What to say of the faces that are not read, with the share of the frames that each is in."""
    if len(detections.faces) < 2:
        return []
    recordings = detections.recordings
    if recordings and len(recordings) > 1:
        rows = [f"{label} ({count} rows)" for label, count in detections.faces.items()]
        listed = ", ".join(rows[:_SHOWN])
        return [f"{len(recordings)} recordings in one table, {listed}: the first of these was read"]
    frames = len(np.unique(detections.frames))
    shares = [f"{label} in {count / frames:.0%}" for label, count in detections.faces.items()]
    listed = ", ".join(shares[:_SHOWN])
    return [f"{len(shares)} faces, of all frames {listed}: the first of these was read"]


def _take_of(detections: Detections, label: str, notes: list[str]) -> Take:
    """One face, with times as in the file."""
    is_alone = len(detections.faces) == 1
    rows = np.flatnonzero(detections.labels == label)
    if not detections.keeps_order:
        rows = rows_of_label(detections.labels, detections.frames, label)
    clock = detections.clock
    chosen: np.ndarray | slice = rows
    # One face, seen in order: no copy of a long recording.
    if np.array_equal(rows, np.arange(len(detections.frames))):
        chosen = slice(None)
    angles = detections.angles
    gaze = detections.gaze
    take = make_take(
        detections.file,
        detections.title,
        detections.names,
        clock.times[chosen],
        detections.values[chosen],
        clock=clock.evidence,
        angles=None if angles is None else angles[chosen],
        convention=detections.convention,
        unit=detections.unit,
        head_evidence=detections.head_evidence,
        gaze=None if gaze is None else gaze[chosen],
        options=detections.options,
        # A single row has no step to measure; where faces come and go, the steps tell.
        fps=clock.fps if len(rows) < 2 or is_alone else None,
        notes=[*clock.notes, *detections.notes, *notes],
        scale=detections.scale,
        rows=rows + detections.file.first_row if detections.is_table else None,
    )
    # A take starts at 0; a face that comes in late must stay in sync with the others.
    recordings = detections.recordings
    beside = recordings.rows_beside(rows[0]) if recordings else slice(None)
    start = clock.times[rows[0]] - np.nanmin(clock.times[beside])
    late = 0.0 if is_alone else float(np.nan_to_num(start))
    return replace(take, times=take.times + late, face=label, faces=detections.faces)
