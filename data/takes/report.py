"""The dry run: what a recording holds and how it would be read, before anything is keyed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..channels import BLENDSHAPES, CHANNELS, names
from ..head_tables import FLIPS
from .head_conventions import swap_suspicion
from .options import DEFAULT_OPTIONS, ReadOptions
from .reading import read_takes
from .take import Take

_DEAD_RANGE = 0.005
"""A channel that moves less than this over a whole take was not tracked."""
_FEW = 10
"""Samples from which on a channel can be said not to move."""
_GAP_STEPS = 1.5
"""Steps of the clock without a sample that make a gap."""
_LISTED = 4
"""Items of a list that a line shows."""


class Gap(NamedTuple):
    """A stretch without a face, in seconds of the take."""

    start: float
    length: float


@dataclass(frozen=True)
class TakeReport:
    """A take and what a user should look at before importing it.

    gaps: every stretch without a face; dropped: those of them that have no samples at all.
    clipped: channel -> highest value, of channels that go above 1.
    dead, missing, unknown: channels that hardly move, that MediaPipe has and the file lacks, that
        no table row knows.
    suspicion: a hint that head angles are exchanged, or "".
    """

    take: Take
    gaps: tuple[Gap, ...]
    dropped: tuple[Gap, ...]
    dead: tuple[str, ...]
    clipped: dict[str, float]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    suspicion: str

    def lines(self) -> list[str]:
        """The report as short lines, the same in dialog and command line."""
        return [
            *self._format_lines(),
            *self._head_lines(),
            *self._face_lines(),
            *self._channel_lines(),
            *(self.take.solved.lines() if self.take.solved else ()),
            *self._note_lines(),
        ]

    def _format_lines(self) -> list[str]:
        """How the file was recognized, and how long it is."""
        take = self.take
        samples = len(take.times)
        return [
            f"{take.format} ({take.reason})",
            f"{samples} samples, {take.duration:.2f} s at {take.fps:.5g} fps",
            f"Clock: {take.clock}",
        ]

    def _head_lines(self) -> list[str]:
        """How the head's angles were understood: what users have to check most often."""
        head = self.take.head
        assumed = self.take.head_reason or "none"
        lines = [f"Head pose: {assumed}"]
        if head is not None:
            # Degrees show a wrong axis at a glance: nobody nods by 80.
            lines.append(_turns(head))
        if self.suspicion:
            lines.append(f"Check: {self.suspicion}")
        return lines

    def _face_lines(self) -> list[str]:
        """Which faces there are to choose from, and when there is none."""
        lines: list[str] = []
        faces = [f"{label} ({rows})" for label, rows in self.take.faces.items()]
        # Most formats know one face, or none by name: nothing to choose.
        if len(faces) > 1:
            lines.append(f"Faces: {_listed(faces)}")
        unseen = [gap for gap in self.gaps if gap not in self.dropped]
        for title, gaps in {"No face": unseen, "No samples": self.dropped}.items():
            if gaps:
                longest = max(gap.length for gap in gaps)
                lines.append(f"{title}: {len(gaps)} gaps, the longest {longest:.2f} s")
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
        lines: list[str] = []
        for title, channels in kinds.items():
            if channels:
                shown = _listed(channels)
                lines.append(f"{title}: {shown}")
        return lines

    def _note_lines(self) -> list[str]:
        """What happened on reading."""
        take = self.take
        lines: list[str] = []
        if take.refused:
            lines.append(f"Rows left out: {take.refused}")
        for note in take.notes:
            # Notes end a sentence in `Take.summary` and are lines of their own here.
            first = note[:1].upper()
            lines.append(first + note[1:])
        return lines


def _turns(head: np.ndarray) -> str:
    """How far a head (n, 3), in radians, turns, in degrees for people."""
    degrees = np.degrees(head)
    lowest = np.nanmin(degrees, axis=0)
    highest = np.nanmax(degrees, axis=0)
    turns: list[str] = []
    for name, low, high in zip(FLIPS, lowest, highest, strict=True):
        turns.append(f"{name} {low:.0f} to {high:.0f}")
    joined = ", ".join(turns)
    return f"{joined} degrees"


def _listed(items: Sequence[str]) -> str:
    """The first few, and how many more: a dialog is not wide."""
    shown = ", ".join(items[:_LISTED])
    left_off = len(items) - _LISTED
    if left_off > 0:
        shown += f" and {left_off} more"
    return shown


def inspect_take(path: str | Path, options: ReadOptions = DEFAULT_OPTIONS) -> TakeReport:
    """Read a recording and report on its most seen face. Raises TakeError as reading does.

    Who has takes already, or keys them afterwards, calls `report_on` with the first of them.
    """
    return report_on(read_takes(path, options)[0])


def report_on(take: Take) -> TakeReport:
    """The report on a take, whose arrays are only looked at: nothing is read again."""
    is_missing = np.isnan(take.values)
    # A channel without a sample has neither: its range is then -inf, which is no motion. NumPy's
    # own nanmin would warn of it.
    lowest = np.where(is_missing, np.inf, take.values).min(axis=0)
    highest = np.where(is_missing, -np.inf, take.values).max(axis=0)
    suspicion = ""
    if take.head is not None:
        gaze = _gaze(take)
        suspicion = swap_suspicion(take.head, gaze)
    gaps = _gaps(take)
    return TakeReport(
        take=take,
        gaps=gaps,
        dropped=_without_samples(take, gaps),
        dead=_dead(take, highest - lowest),
        clipped=_clipped(take, highest),
        missing=_missing(take),
        unknown=tuple(name for name in take.names if name not in CHANNELS),
        suspicion=suspicion,
    )


def _dead(take: Take, ranges: np.ndarray) -> tuple[str, ...]:
    """Channels that do not move; ranges: (k,) between their lowest and highest samples."""
    # A face holds still over a few samples: that says nothing of the tracker.
    if len(take.times) < _FEW:
        return ()
    dead: list[str] = []
    for name, moves_by in zip(take.names, ranges, strict=True):
        if moves_by < _DEAD_RANGE:
            dead.append(name)
    return tuple(dead)


def _clipped(take: Take, highest: np.ndarray) -> dict[str, float]:
    """Channel -> highest value of those above 1, of the highest (k,) of all."""
    clipped: dict[str, float] = {}
    for name, high in zip(take.names, highest.tolist(), strict=True):
        if high > 1:
            clipped[name] = high
    return clipped


def _missing(take: Take) -> tuple[str, ...]:
    """MediaPipe's blendshapes that a take with some of them lacks; none for action units alone."""
    # The first is _neutral, which only MediaPipe has: nobody misses it.
    neutral, *shapes = names(BLENDSHAPES)
    missing = tuple(name for name in shapes if name not in take.names)
    has_none = len(missing) == len(shapes) and neutral not in take.names
    return () if has_none else missing


def _gaps(take: Take) -> tuple[Gap, ...]:
    """Stretches longer than a step and a half between measured samples, ends included."""
    times = take.times
    seen = times[take.has_face]
    step = 1 / take.fps
    # A sample before the first and one after the last, so that gaps at the ends are gaps too.
    before = times[0] - step
    behind = times[-1] + step
    edges = np.concatenate([[before], seen, [behind]])
    waits = np.diff(edges)
    gaps: list[Gap] = []
    for index in np.flatnonzero(waits > _GAP_STEPS * step):
        # The sample before a gap lasts for a step of its own.
        start = float(edges[index] + step)
        length = float(waits[index] - step)
        gaps.append(Gap(start, length))
    return tuple(gaps)


def _without_samples(take: Take, gaps: Sequence[Gap]) -> tuple[Gap, ...]:
    """Those gaps in which no sample is, not even one without a face: frames were dropped."""
    step = 1 / take.fps
    dropped: list[Gap] = []
    for gap in gaps:
        # The sample before a gap and the one behind it stand at its very ends.
        ends = (gap.start - step / 2, gap.start + gap.length - step / 2)
        first, behind = np.searchsorted(take.times, ends)
        if first == behind:
            dropped.append(gap)
    return tuple(dropped)


def _gaze(take: Take) -> np.ndarray:
    """(n, 2) gaze to the subject's right and up, from the eyeLook channels; NaN without them.

    The right eye looks to the right when it turns out, the left one when it turns in.
    """
    # The mean of both eyes: one alone is noisier.
    right = _mean_of(take, "eyeLookOutRight", "eyeLookInLeft")
    left = _mean_of(take, "eyeLookOutLeft", "eyeLookInRight")
    up = _mean_of(take, "eyeLookUpLeft", "eyeLookUpRight")
    down = _mean_of(take, "eyeLookDownLeft", "eyeLookDownRight")
    gaze = [right - left, up - down]
    return np.stack(gaze, axis=1)


def _mean_of(take: Take, *channels: str) -> np.ndarray:
    """(n,) mean of channels, NaN where the take lacks one of them."""
    has_all = all(name in take.names for name in channels)
    if not has_all:
        return np.full(len(take.times), np.nan)
    columns = [take.names.index(name) for name in channels]
    return take.values[:, columns].mean(axis=1)
