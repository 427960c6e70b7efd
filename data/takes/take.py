"""A recording in the one form that every reader makes and everything else uses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..bundled import ARKIT
from ..channels import CHANNELS, region_of
from ..errors import TakeError
from .head_conventions import AS_FOUND, HeadOptions, head_from_file
from .rows import Progress, silent
from .source import TakeFile

DEFAULT_FPS = 30.0


LARGEST, ALL = "largest", "all"
"""Choices of a face: the largest one in each frame, or every face as a take of its own."""


@dataclass(frozen=True)
class ReadOptions:
    """What a user may tell a reader.

    fps: the rate of the recorded video, for files without a clock of their own.
    progress: told which share of a long file was read; what it raises ends the reading.
    face: which of several faces: LARGEST, ALL, or a label as `Take.faces` has it.
    """

    fps: float = DEFAULT_FPS
    face: str = LARGEST
    head: HeadOptions = AS_FOUND
    progress: Progress = field(default=silent, compare=False)


AS_TOLD_NOTHING = ReadOptions()


@dataclass(frozen=True, eq=False)
class Take:
    """Samples of channels over time.

    names: (k) channels, in the table's spelling where the table knows them.
    times: (n,) float64 seconds, increasing; 0 is the first row of the file.
    values: (n, k) float32, NaN where nothing was measured; never clipped.
    head: (n, 3) float32 Pitch, Yaw, Roll in radians (positive looks up, turns to the subject's
        right, tilts to the subject's right), NaN where missing; None without head pose.
    fps: samples a second.
    face: label of the face, "" when it was not chosen by its label.
    faces: label -> number of rows, of all faces in a file that tells them apart.
    notes: what a user should know about how the file was read.
    reason, clock, head_reason: the evidence for the format, the rate and the head pose.
    refused: number of rows left out.
    scale: the bundled model that was made for strengths as this tracker gives them.
    """

    names: tuple[str, ...]
    times: np.ndarray
    values: np.ndarray
    head: np.ndarray | None
    fps: float
    source: Path
    format: str
    notes: tuple[str, ...] = ()
    face: str = ""
    faces: Mapping[str, int] = field(default_factory=dict)
    reason: str = ""
    clock: str = ""
    head_reason: str = ""
    refused: int = 0
    scale: str = ARKIT

    @property
    def duration(self) -> float:
        """Seconds, the last sample's own time included."""
        return float(self.times[-1] - self.times[0]) + 1 / self.fps

    @property
    def faceless(self) -> int:
        """Number of samples without a face."""
        return int(np.isnan(self.values).all(axis=1).sum())

    def seen_at(self, times: np.ndarray) -> np.ndarray:
        """(n,) whether a face was measured at these times (n,), give or take a sample."""
        seen = self.times[~np.isnan(self.values).all(axis=1)]
        places = np.searchsorted(seen, times)
        before, after = seen[(places - 1).clip(0)], seen[places.clip(max=len(seen) - 1)]
        nearest = np.minimum(np.abs(times - before), np.abs(after - times))
        return nearest < 0.75 / self.fps

    def missing_from(self, columns: Sequence[str]) -> tuple[str, ...]:
        """The take's channels that a model with these columns lacks; those of another family of
        models (the action units beside blendshapes in one file) are not counted.
        """
        return tuple(name for name in self.names if name not in columns and name not in CHANNELS)

    def summary(self, columns: Sequence[str]) -> str:
        """One line on the take and on how much of it a face with these columns takes up."""
        features = [name for name in columns if region_of(name) != "pose"]
        used = sum(name in self.names for name in features)
        parts = [
            f"{len(self.times)} frames",
            f"{self.duration:.1f} s at {self.fps:.5g} fps",
            f"{used} of {len(features)} channels",
        ]
        if self.faceless:
            parts.append(f"{self.faceless} frames without a face")
        line = ", ".join(parts)
        if lacking := self.missing_from(columns):
            shown = ", ".join(lacking[:6]) + (" .." if len(lacking) > 6 else "")
            line += f"; {len(lacking)} of no use here: {shown}"
        return "; ".join((line, *self.notes))


def make_take(
    file: TakeFile,
    format_title: str,
    names: Sequence[str],
    times: np.ndarray,
    values: np.ndarray,
    *,
    clock: str,
    angles: np.ndarray | None = None,
    convention: str = "mediapipe",
    options: ReadOptions = AS_TOLD_NOTHING,
    fps: float | None = None,
    face: str = "",
    faces: Mapping[str, int] | None = None,
    notes: Sequence[str] = (),
    scale: str = ARKIT,
) -> Take:
    """Close a reader's work: drop rows whose clock does not advance, start at 0, find the rate.

    times: (n,) seconds from any origin; a row whose time is NaN is dropped like one that goes back.
    angles: (n, 3) the file's own pitch, yaw, roll, in the format's head pose convention.
    fps: given only by formats that know it.
    Raises TakeError when no face is in any row.
    """
    times = np.asarray(times, np.float64)
    latest = np.fmax.accumulate(np.concatenate([[-np.inf], times[:-1]])) if len(times) else times
    advancing = times > latest
    refused = int((~advancing).sum())
    if refused:
        notes = (*notes, f"{refused} rows left out because their time does not advance")
    values = np.asarray(values, np.float32)
    if refused:
        times, values = times[advancing], values[advancing]
    if not len(times) or np.isnan(values).all():
        raise TakeError(f"{file.path.name}: no row holds a face; was the video tracked at all?")
    times = times - times[0]
    head, head_reason = None, ""
    if angles is not None:
        angles = angles[advancing]
        tracked = np.asarray(np.isfinite(angles).all(axis=1))
        if tracked.any():
            angles = np.where(tracked[:, None], angles, np.nan)
            head, head_reason = head_from_file(angles, convention, options.head)
            head = head.astype(np.float32)
    return Take(
        names=tuple(names),
        times=times,
        values=values,
        head=head,
        fps=fps or measured_rate(times),
        source=file.path,
        format=format_title,
        notes=tuple(notes),
        face=face,
        faces=faces or {},
        clock=clock,
        head_reason=head_reason,
        refused=refused,
        scale=scale,
    )


def measured_rate(times: np.ndarray) -> float:
    """Samples a second: the mean rate, or that of the usual step where frames are missing."""
    if len(times) < 2:
        return DEFAULT_FPS
    mean = (len(times) - 1) / (times[-1] - times[0])
    usual = 1 / float(np.median(np.diff(times)))
    # A clock of whole milliseconds makes single steps uneven; the mean is exact but for gaps.
    return float(mean) if abs(mean - usual) < 0.02 * usual else usual


def seconds_per_tick(ticks: np.ndarray) -> tuple[float, str]:
    """The unit of a clock that does not name one, by its usual step, and the evidence."""
    steps = np.abs(np.diff(ticks))
    step = float(np.nanmedian(steps)) if np.isfinite(steps).any() else 0.0
    for limit, unit, title in ((1.0, 1.0, "s"), (1e3, 1e-3, "ms"), (1e6, 1e-6, "us")):
        if not step > limit:
            return unit, f"steps of {step:g}: {title}"
    return 1e-9, f"steps of {step:g}: ns"
