"""The dry run: what a recording holds and how it would be read, before anything is keyed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..channels import BLENDSHAPES, CHANNELS, names
from .head_conventions import FLIPS, swap_suspicion
from .options import DEFAULT_OPTIONS, ReadOptions
from .reading import read_takes
from .take import Take

_DEAD_RANGE = 0.005
"""A channel that moves less than this over a whole take was not tracked."""
_FEW = 10
"""Samples from which on a channel can be said not to move."""
_GAP_STEPS = 1.5
"""Steps of the clock without a sample that make a gap."""
_LISTED = 5
"""Items of a list that a line shows."""


class Gap(NamedTuple):
    """A stretch without a face, in seconds of the take."""

    start: float
    length: float


@dataclass(frozen=True)
class TakeReport:
    """A take and what a user should look at before importing it.

    gaps: every stretch without a face.
    clipped: channel -> highest value, of channels that go above 1.
    dead, missing, unknown: channels that hardly move, that MediaPipe has and the file lacks, that
        no table row knows.
    suspicion: a hint that head angles are exchanged, or "".
    """

    take: Take
    gaps: tuple[Gap, ...]
    dead: tuple[str, ...]
    clipped: dict[str, float]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    suspicion: str

    def lines(self) -> list[str]:
        """The report as short lines, the same in dialog and command line."""
        take = self.take
        lines = [
            f"{take.format} ({take.reason})",
            f"{len(take.times)} frames, {take.duration:.2f} s at {take.fps:.5g} fps",
            f"Clock: {take.clock}",
            f"Head pose: {take.head_reason or 'none'}",
        ]
        if take.head is not None:
            lines.append(_turns(take.head))
        if self.suspicion:
            lines.append(f"Check: {self.suspicion}")
        if len(take.faces) > 1:
            faces = [f"{label} ({rows})" for label, rows in take.faces.items()]
            lines.append(f"Faces: {_listed(faces)}")
        if self.gaps:
            longest = max(gap.length for gap in self.gaps)
            lines.append(f"No face: {len(self.gaps)} gaps, the longest {longest:.2f} s")
        lines += self._channel_lines()
        if take.refused:
            lines.append(f"Rows left out: {take.refused}")
        for note in take.notes:
            lines.append(note[:1].upper() + note[1:])
        return lines

    def _channel_lines(self) -> list[str]:
        """A line for each kind of channels to look at, of which there are any."""
        clipped = [f"{name} {value:.3f}" for name, value in self.clipped.items()]
        kinds = {
            "Not moving": self.dead,
            "Above 1": clipped,
            "Not in the file": self.missing,
            "Unknown to the models": self.unknown,
        }
        return [f"{title}: {_listed(channels)}" for title, channels in kinds.items() if channels]


def _turns(head: np.ndarray) -> str:
    """How far a head (n, 3), in radians, turns, in degrees for people."""
    lowest = np.degrees(np.nanmin(head, axis=0))
    highest = np.degrees(np.nanmax(head, axis=0))
    turns: list[str] = []
    for name, low, high in zip(FLIPS, lowest, highest, strict=True):
        turns.append(f"{name} {low:.0f} to {high:.0f}")
    return f"{', '.join(turns)} degrees"


def _listed(items: Sequence[str]) -> str:
    shown = ", ".join(items[:_LISTED])
    if len(items) > _LISTED:
        shown += f" and {len(items) - _LISTED} more"
    return shown


def inspect_take(path: str | Path, options: ReadOptions = DEFAULT_OPTIONS) -> TakeReport:
    """Read a recording and report on its most seen face. Raises TakeError as reading does.

    Who has takes already, or keys them afterwards, calls `report_on` with the first of them.
    """
    return report_on(read_takes(path, options)[0])


def report_on(take: Take) -> TakeReport:
    """The report on a take, whose arrays are only looked at: nothing is read again."""
    is_missing = np.isnan(take.values)
    # A channel without a sample has neither: its range is then -inf, which is no motion.
    lowest = np.where(is_missing, np.inf, take.values).min(axis=0)
    highest = np.where(is_missing, -np.inf, take.values).max(axis=0)
    is_long = len(take.times) >= _FEW
    still = (highest - lowest < _DEAD_RANGE) & is_long

    clipped: dict[str, float] = {}
    for name, high in zip(take.names, highest.tolist(), strict=True):
        if high > 1:
            clipped[name] = high
    suspicion = ""
    if take.head is not None:
        suspicion = swap_suspicion(take.head, _gaze(take))
    return TakeReport(
        take=take,
        gaps=_gaps(take),
        dead=tuple(np.array(take.names)[still].tolist()),
        clipped=clipped,
        missing=_missing(take),
        unknown=tuple(name for name in take.names if name not in CHANNELS),
        suspicion=suspicion,
    )


def _missing(take: Take) -> tuple[str, ...]:
    """MediaPipe's blendshapes that a take with some of them lacks; none for action units alone."""
    shapes = names(BLENDSHAPES)
    if not set(take.names) & set(shapes):
        return ()
    # The first is _neutral, which only MediaPipe has: nobody misses it.
    return tuple(name for name in shapes[1:] if name not in take.names)


def _gaps(take: Take) -> tuple[Gap, ...]:
    """Stretches longer than a step and a half between measured samples, ends included."""
    seen = take.times[take.has_face]
    step = 1 / take.fps
    # A sample before the first and one after the last, so that gaps at the ends are gaps too.
    edges = np.concatenate([[take.times[0] - step], seen, [take.times[-1] + step]])
    waits = np.diff(edges)
    before_gaps = np.flatnonzero(waits > _GAP_STEPS * step)
    starts = edges[before_gaps] + step
    lengths = waits[before_gaps] - step
    return tuple(map(Gap, starts.tolist(), lengths.tolist()))


def _gaze(take: Take) -> np.ndarray:
    """(n, 2) gaze to the subject's right and up, from the eyeLook channels; NaN without them.

    The right eye looks to the right when it turns out, the left one when it turns in.
    """
    right = _mean_of(take, "eyeLookOutRight", "eyeLookInLeft")
    left = _mean_of(take, "eyeLookOutLeft", "eyeLookInRight")
    up = _mean_of(take, "eyeLookUpLeft", "eyeLookUpRight")
    down = _mean_of(take, "eyeLookDownLeft", "eyeLookDownRight")
    return np.stack([right - left, up - down], axis=1)


def _mean_of(take: Take, *channels: str) -> np.ndarray:
    """(n,) mean of channels, NaN where the take lacks one of them."""
    if not set(channels) <= set(take.names):
        return np.full(len(take.times), np.nan)
    columns = [take.names.index(name) for name in channels]
    return take.values[:, columns].mean(axis=1)
