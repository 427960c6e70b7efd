"""The dry run: what a recording holds and how it would be read, before anything is keyed."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..channels import BLENDSHAPES, CHANNELS, names
from .head_conventions import FLIPS, swap_suspicion
from .take import AS_TOLD_NOTHING, ReadOptions, Take

_DEAD_RANGE = 0.005
"""A channel that moves less than this over a whole take was not tracked."""
_FEW = 10
"""Samples from which on a channel can be said not to move."""
_GAP_STEPS = 1.5
"""Steps of the clock without a sample that make a gap."""
_LISTED = 5


@dataclass(frozen=True)
class TakeReport:
    """A take and what a user should look at before importing it.

    gaps: (start, length) in seconds of every stretch without a face.
    clipped: channel -> highest value, of channels that go above 1.
    dead, missing, unknown: channels that hardly move, that MediaPipe has and the file lacks, that
    no table row knows.
    suspicion: a hint that head angles are exchanged, or "".
    """

    take: Take
    gaps: tuple[tuple[float, float], ...]
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
            low, high = np.degrees(np.nanmin(take.head, 0)), np.degrees(np.nanmax(take.head, 0))
            angles = zip(FLIPS, low, high, strict=True)
            turns = (f"{name} {a:.0f} to {b:.0f}" for name, a, b in angles)
            lines.append(f"{', '.join(turns)} degrees")
        if self.suspicion:
            lines.append(f"Check: {self.suspicion}")
        if len(take.faces) > 1:
            lines.append("Faces: " + _listed([f"{k} ({n})" for k, n in take.faces.items()]))
        if self.gaps:
            longest = max(length for _, length in self.gaps)
            lines.append(f"No face: {len(self.gaps)} gaps, the longest {longest:.2f} s")
        for title, channels in (
            ("Not moving", self.dead),
            ("Above 1", [f"{name} {value:.3f}" for name, value in self.clipped.items()]),
            ("Not in the file", self.missing),
            ("Unknown to the models", self.unknown),
        ):
            if channels:
                lines.append(f"{title}: {_listed(channels)}")
        if take.refused:
            lines.append(f"Rows left out: {take.refused}")
        return lines + [note[:1].upper() + note[1:] for note in take.notes]


def _listed(items: tuple[str, ...] | list[str]) -> str:
    more = f" and {len(items) - _LISTED} more" if len(items) > _LISTED else ""
    return ", ".join(items[:_LISTED]) + more


def inspect_take(path: str | Path, options: ReadOptions = AS_TOLD_NOTHING) -> TakeReport:
    """Read a recording and report on it. Raises TakeError as reading does."""
    from . import read_takes

    return report_on(read_takes(path, options)[0])


def report_on(take: Take) -> TakeReport:
    shapes = set(take.names) & set(names(BLENDSHAPES))
    low = np.nanmin(np.where(np.isnan(take.values), np.inf, take.values), axis=0)
    high = np.nanmax(np.where(np.isnan(take.values), -np.inf, take.values), axis=0)
    still = (high - low < _DEAD_RANGE) & (len(take.times) >= _FEW)
    return TakeReport(
        take=take,
        gaps=_gaps(take),
        dead=tuple(np.array(take.names)[still].tolist()),
        clipped={n: float(b) for n, b in zip(take.names, high, strict=True) if b > 1},
        missing=tuple(n for n in names(BLENDSHAPES)[1:] if shapes and n not in shapes),
        unknown=tuple(n for n in take.names if n not in CHANNELS),
        suspicion="" if take.head is None else swap_suspicion(take.head, _gaze(take)),
    )


def _gaps(take: Take) -> tuple[tuple[float, float], ...]:
    """Stretches longer than a step and a half between measured samples, ends included."""
    seen = take.times[~np.isnan(take.values).all(axis=1)]
    step = 1 / take.fps
    edges = np.concatenate([[take.times[0] - step], seen, [take.times[-1] + step]])
    waits = np.diff(edges)
    return tuple(
        (float(start + step), float(wait - step))
        for start, wait in zip(edges[:-1], waits, strict=True)
        if wait > _GAP_STEPS * step
    )


def _gaze(take: Take) -> np.ndarray:
    """(n, 2) gaze to the subject's right and up, from the eyeLook channels; NaN without them."""

    def of(*channels: str) -> np.ndarray:
        if not set(channels) <= set(take.names):
            return np.full(len(take.times), np.nan)
        return take.values[:, [take.names.index(name) for name in channels]].mean(axis=1)

    right = of("eyeLookOutRight", "eyeLookInLeft") - of("eyeLookOutLeft", "eyeLookInRight")
    up = of("eyeLookUpLeft", "eyeLookUpRight") - of("eyeLookDownLeft", "eyeLookDownRight")
    return np.stack([right, up], axis=1)
