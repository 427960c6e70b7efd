"""A recording in the one form that every reader makes and everything else uses."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..bundled import ARKIT
from ..channels import CHANNELS, region_of
from ..meshes.solved import Solved
from .options import COUNTED

_NEAR = 0.75
"""Samples from a time to a measured one within which the face is seen. Half a sample would miss
frames that fall in the middle of an uneven step."""
_LISTED = 6
"""Channels that the summary names before it leaves off."""


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
    solved: of meshes that were measured, what they became; None where channels were.
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
    solved: Solved | None = None

    @property
    def title(self) -> str:
        """What its actions are called: the file's name without the ending. Where that is in no
        encoding that anyone knows, it is as near as a text can come.
        """
        return os.fsencode(self.source.stem).decode("utf-8", "replace")

    @property
    def duration(self) -> float:
        """Seconds, the last sample's own time included."""
        first = self.times[0]
        last = self.times[-1]
        return float(last - first) + 1 / self.fps

    @property
    def is_counted(self) -> bool:
        """Whether its samples are counted at the user's frame rate, for want of a clock."""
        return COUNTED in self.clock

    @property
    def has_face(self) -> np.ndarray:
        """(n,) bool, whether a sample holds a face."""
        lacks_all = np.all(np.isnan(self.values), axis=1)
        return ~lacks_all

    @property
    def faceless(self) -> int:
        """Number of samples without a face."""
        return int(np.count_nonzero(~self.has_face))

    def seen_at(self, times: np.ndarray) -> np.ndarray:
        """(n,) bool, whether a face was measured at these times (n,), give or take a sample."""
        seen = self.times[self.has_face]
        last = len(seen) - 1
        places = np.searchsorted(seen, times)
        # Before the first and after the last there is only one neighbor, which then counts as both.
        before = seen[(places - 1).clip(0)]
        after = seen[places.clip(max=last)]
        since = np.abs(times - before)
        until = np.abs(after - times)
        nearest = np.minimum(since, until)
        return nearest < _NEAR / self.fps

    def missing_from(self, columns: Sequence[str]) -> tuple[str, ...]:
        """The take's channels that a model with these columns lacks; those of another family of
        models (the action units beside blendshapes in one file) are not counted.
        """
        missing: list[str] = []
        for name in self.names:
            # What the table of channels knows is of another family, and on purpose not here.
            if name not in columns and name not in CHANNELS:
                missing.append(name)
        return tuple(missing)

    def summary(self, columns: Sequence[str]) -> str:
        """One line on the take and on how much of it a face with these columns takes up."""
        samples = len(self.times)
        # Head pose is no column of the take: it has a field of its own.
        features = [name for name in columns if region_of(name) != "pose"]
        used = sum(name in self.names for name in features)
        facts = [
            f"{samples} samples",
            f"{self.duration:.1f} s at {self.fps:.5g} fps",
            f"{used} of {len(features)} channels",
        ]
        faceless = self.faceless
        if faceless:
            facts.append(f"{faceless} samples without a face")
        parts = [", ".join(facts)]
        lacking = self.missing_from(columns)
        if lacking:
            parts.append(_useless(lacking))
        parts += self.notes
        return "; ".join(parts)


def _useless(lacking: Sequence[str]) -> str:
    """How many channels a face has no use for, and the first of them."""
    shown = ", ".join(lacking[:_LISTED])
    if len(lacking) > _LISTED:
        shown += " .."
    return f"{len(lacking)} of no use here: {shown}"
