"""Taking keys out of some frames of a take as long as the mesh stays within its bound."""

import numpy as np

from .error_mesh import ErrorMesh, blocks, squared_lengths


class KeyPruning:
    """Some frames of a take while keys are taken out of them.

    values, errors: (n, k); kept: (n, k) bool. errors and kept are changed in place. What lies
    before a channel's first key here and after its last one stays as it is.
    """

    def __init__(
        self,
        values: np.ndarray,
        kept: np.ndarray,
        errors: np.ndarray,
        mesh: ErrorMesh,
    ) -> None:
        """values, kept, errors: (n, k), of which `errors` are what the lines of `kept` leave."""
        self.values = values
        self.kept = kept
        self.errors = errors
        self.mesh = mesh
        # (3, n, V): where all errors together carry the vertices. It is kept up to date, so that
        # trying a key costs one channel and not all of them.
        self.shifts = mesh.shifts(errors)

    def take_out(
        self,
        channel: int,
        first: int,
        growth: float,
    ) -> None:
        """Try a channel's every second key, from the one at `first` on, all at once.

        growth: part of the bound up to which the channel's own error may grow.
        """
        samples = self.values[:, channel]
        keys = np.flatnonzero(self.kept[:, channel])
        # Of keys 0 1 2 3 4 from 1 on: 1 and 3 are tried, 0 2 4 are what the lines go between.
        count = (len(keys) - first) // 2
        if count < 1:
            return
        end = first + 2 * count
        borders = keys[first - 1 : end : 2]
        tried = keys[first:end:2]
        # The frames that change, and for each the place in `tried` of the key it depends on.
        frames = np.arange(borders[0], borders[-1])
        spans = np.repeat(np.arange(count), np.diff(borders))
        lines = np.interp(frames, borders, samples[borders])
        errors = samples[frames] - lines

        # First what the channel itself may be off, since that is cheap to tell; a key is good when
        # all frames that depend on it are.
        is_good = np.ones(count, bool)
        is_off = np.abs(errors) > self._limit(channel, growth)
        is_good[spans[is_off]] = False
        is_possible = is_good[spans]
        frames = frames[is_possible]
        spans = spans[is_possible]
        errors = errors[is_possible]

        # Then where the mesh would be.
        changes = errors - self.errors[frames, channel]
        is_off = self._worst(channel, frames, changes) > 1
        is_good[spans[is_off]] = False
        is_possible = is_good[spans]
        frames = frames[is_possible]
        self.errors[frames, channel] = errors[is_possible]
        self._shift(channel, frames, changes[is_possible])
        self.kept[tried[is_good], channel] = False

    def _limit(self, channel: int, growth: float) -> float:
        """Units that a channel's error may have; an idle one never has more than its idle error."""
        limit = self.mesh.limits[channel]
        if self.mesh.is_idle[channel]:
            return limit * min(growth, 1)
        return limit * growth

    def _worst(
        self,
        channel: int,
        frames: np.ndarray,
        changes: np.ndarray,
    ) -> np.ndarray:
        """The largest squared distance (f,) of a vertex if a channel changed at frames (f,).

        changes: (f,) units.
        """
        worst = np.zeros(len(frames))
        for block in blocks(len(frames)):
            shifts = self.shifts[:, frames[block]]
            shifts += self._shifts_by(channel, changes[block])
            worst[block] = squared_lengths(shifts).max(axis=1)
        return worst

    def _shift(
        self,
        channel: int,
        frames: np.ndarray,
        changes: np.ndarray,
    ) -> None:
        """Change a channel by units (f,) at frames (f,)."""
        for block in blocks(len(frames)):
            change = self._shifts_by(channel, changes[block])
            self.shifts[:, frames[block]] += change

    def _shifts_by(self, channel: int, changes: np.ndarray) -> np.ndarray:
        """(3, f, V) float32 by which a channel's changes (f,) in units carry the vertices."""
        shape = self.mesh.shapes[:, None, channel]
        return changes.astype(np.float32)[:, None] * shape
