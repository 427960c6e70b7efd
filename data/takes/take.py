"""A recording in the one form that every reader makes and everything else uses."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..channels import CHANNELS, POSE
from ..errors import TakeError

DEFAULT_FPS = 30.0


@dataclass(frozen=True, eq=False)
class Take:
    """Samples of channels over time.

    names: (k) channels, in the table's spelling where the table knows them.
    times: (n,) float64 seconds, increasing, 0 at the first sample.
    values: (n, k) float32, NaN where nothing was measured; never clipped.
    head: (n, 3) float32 Pitch, Yaw, Roll in radians (positive looks up, turns to the subject's
        right, tilts to the subject's right), NaN where missing; None without head pose.
    fps: samples a second.
    notes: what a user should know about how the file was read.
    """

    names: tuple[str, ...]
    times: np.ndarray
    values: np.ndarray
    head: np.ndarray | None
    fps: float
    source: Path
    format: str
    notes: tuple[str, ...] = ()

    @property
    def duration(self) -> float:
        """Seconds, the last sample's own time included."""
        return float(self.times[-1]) + 1 / self.fps

    @property
    def faceless(self) -> int:
        """Number of samples without a face."""
        return int(np.isnan(self.values).all(axis=1).sum())

    def missing_from(self, columns: Sequence[str]) -> tuple[str, ...]:
        """The take's channels that a model with these columns lacks; those of another family of
        models (the action units beside blendshapes in one file) are not counted.
        """
        return tuple(name for name in self.names if name not in columns and name not in CHANNELS)

    def summary(self, columns: Sequence[str]) -> str:
        """One line on the take and on how much of it a model with these columns takes up."""
        features = [name for name in columns if CHANNELS[name] not in POSE]
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
            line += f"; the model lacks {len(lacking)}: {shown}"
        return "; ".join((line, *self.notes))


def make_take(
    source: Path,
    format_title: str,
    names: Sequence[str],
    times: np.ndarray,
    values: np.ndarray,
    head: np.ndarray | None = None,
    fps: float | None = None,
    notes: Sequence[str] = (),
) -> Take:
    """Close a reader's work: drop rows whose clock does not advance, start at 0, find the rate.

    times: (n,) seconds from any origin; a row whose time is NaN is dropped like one that goes back.
    fps: given only by formats that know it.
    Raises TakeError when no face is in any row.
    """
    times = np.asarray(times, np.float64)
    latest = np.fmax.accumulate(np.concatenate([[-np.inf], times[:-1]])) if len(times) else times
    advancing = times > latest
    if dropped := int((~advancing).sum()):
        notes = (*notes, f"{dropped} rows left out because their time does not advance")
        times, values = times[advancing], values[advancing]
        head = None if head is None else head[advancing]
    if not len(times) or np.isnan(values).all():
        raise TakeError(f"{source.name}: no row holds a face; was the video tracked at all?")
    if head is not None and np.isnan(head).all():
        head = None
    times = times - times[0]
    return Take(
        names=tuple(names),
        times=times,
        values=np.asarray(values, np.float32),
        head=None if head is None else np.asarray(head, np.float32),
        fps=fps or measured_rate(times),
        source=source,
        format=format_title,
        notes=tuple(notes),
    )


def measured_rate(times: np.ndarray) -> float:
    """Samples a second: the mean rate, or that of the usual step where frames are missing."""
    if len(times) < 2:
        return DEFAULT_FPS
    mean = (len(times) - 1) / (times[-1] - times[0])
    usual = 1 / float(np.median(np.diff(times)))
    # A clock of whole milliseconds makes single steps uneven; the mean is exact but for gaps.
    return float(mean) if abs(mean - usual) < 0.02 * usual else usual
