"""py-feat "Fex" CSV: Detectorv2, MPDetector, and older detectors with action units only."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ...bundled import MEDIAPIPE
from ...errors import TakeError
from ..rows import CellParser
from ..source import TakeFile
from ..take import ALL, LARGEST, ReadOptions, Take, make_take

TITLE = "py-feat"
READS = "blendshapes, action units, emotions, `frame` at the frame rate you give, several faces"

HEAD = ("pitch", "yaw", "roll")
_SIZE = ("facerectwidth", "facerectheight")


def matches(file: TakeFile) -> str:
    keys = set(file.keys)
    if "facescore" in keys:
        return "column FaceScore"
    return "columns input, frame and AU01" if {"input", "frame", "au01"} <= keys else ""


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """The clock is the index of the video's frame at `fps`: the file itself knows no rate.

    One take a face, the most seen first, told apart by Identity or by the order in a frame; the
    option LARGEST gives one take of the largest face in each frame.
    """
    sheet = file.sheet()
    channels = sheet.channels()
    if not channels:
        raise TakeError(
            f"{file.path.name}, row 1: has no blendshape or action unit column; "
            "run py-feat's Detectorv2, which writes both"
        )
    wanted = ("frame", "identity", *_SIZE)
    columns = {name: sheet.keys.index(name) for name in wanted if name in sheet.keys}
    head_columns = sheet.find_all(HEAD) or []
    labels: dict[str, float] = {}
    parsers = {}
    if "identity" in columns:
        parsers[columns["identity"]] = CellParser(_labeller(labels))
    values, numbers = sheet.read(
        list(channels.values()), [*head_columns, *columns.values()], parsers, extra_cell=True
    )
    extra = dict(zip(columns, numbers[:, len(head_columns) :].T, strict=True))
    frames = extra.get("frame", np.arange(len(numbers), dtype=np.float64))
    sides = [np.nan_to_num(extra.get(key, np.zeros(len(numbers)))) for key in _SIZE]
    area = sides[0] * sides[1]
    person = _people(frames, extra.get("identity"), labels)

    faces = {label: int((person == label).sum()) for label in sorted(set(person))}
    faces = dict(sorted(faces.items(), key=lambda item: -item[1]))

    clock = f"{'frame' if 'frame' in columns else 'row number'} at {options.fps:g} fps, as told"

    def take_of(chosen: np.ndarray, face: str, notes: list[str]) -> Take:
        # One face, seen in order: no copy of a long recording.
        rows = slice(None) if np.array_equal(chosen, np.arange(len(frames))) else chosen
        steps = np.diff(frames[rows])
        step = float(np.median(steps)) if len(steps) else 1.0
        return make_take(
            file,
            TITLE,
            list(channels),
            frames[rows] / options.fps,
            values[rows],
            clock=clock,
            angles=numbers[rows, : len(head_columns)] if head_columns else None,
            convention="mpdetector" if "z_0" in sheet.keys else "pyfeat",
            options=options,
            fps=options.fps / max(step, 1.0),
            face=face,
            faces=faces,
            scale=MEDIAPIPE,
            notes=[f"{options.fps:g} fps assumed, py-feat files name none", *notes],
        )

    if options.face == LARGEST:
        kept = _largest_face(frames, area)
        others = len(frames) - len(kept)
        notes = [f"{others} rows of smaller faces left out"] if others else []
        return [take_of(kept, "", notes)]
    order = np.argsort(frames, kind="stable")
    takes = []
    for label in faces if options.face == ALL else [options.face]:
        rows = order[person[order] == label]
        if not len(rows):
            known = ", ".join(list(faces)[:8])
            raise TakeError(f"{file.path.name}: has no face {label!r}; its faces are {known}")
        take = take_of(rows, str(label), [])
        start = (frames[rows][0] - np.nanmin(frames)) / options.fps
        takes.append(replace(take, times=take.times + start))
    return takes


def _labeller(labels: dict[str, float]) -> Callable[[str], float]:
    """A cell parser that numbers the texts it meets, empty cells being missing."""

    def parse(cell: str) -> float:
        if not cell.strip() or cell.strip().lower() == "nan":
            raise ValueError("an identity")
        return labels.setdefault(cell.strip(), float(len(labels)))

    return parse


def _people(
    frames: np.ndarray, identity: np.ndarray | None, labels: dict[str, float]
) -> np.ndarray:
    """A label for each row: its Identity where the file has any, else `face 0`, `face 1` .. by the
    order of the rows of one frame.
    """
    if identity is not None and np.isfinite(identity).any():
        names = np.array([*labels, "unnamed"], dtype=object)
        index = np.where(np.isfinite(identity), identity, len(labels)).astype(int)
        return names[index]
    order = np.argsort(frames, kind="stable")
    ranked = frames[order]
    first = np.concatenate([[True], ranked[1:] != ranked[:-1]])
    starts = np.flatnonzero(first)[np.cumsum(first) - 1]
    rank = np.empty(len(frames), int)
    rank[order] = np.arange(len(frames)) - starts
    return np.array([f"face {index}" for index in rank], dtype=object)


def _largest_face(frames: np.ndarray, area: np.ndarray) -> np.ndarray:
    """Indices of the rows to keep, one a frame, in the order of the frames."""
    order = np.lexsort((-area, frames))
    first = np.ones(len(order), bool)
    first[1:] = np.diff(frames[order]) != 0
    return order[first]
