"""Taking keys out of a take as long as the mesh stays within its bound."""

import numpy as np

from .error_mesh import ErrorMesh, are_within, vertices_of
from .key_lines import line_errors, spans_of

_WATCHED = 16
"""Vertices of each channel that are asked first. They refuse nineteen of twenty keys that the whole
mesh would refuse, in a tenth of the time.
"""


class KeyPruning:
    """A take while keys are taken out of it.

    values, errors: (n, k); kept: (n, k) bool, which is changed in place.
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
        # Rows beside one another: they are asked for by frames.
        self.errors = np.ascontiguousarray(errors, np.float32)
        self.mesh = mesh
        self._watched = _watched_vertices(errors, mesh)

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
        spans = spans_of(borders)
        errors = line_errors(samples, borders, spans)
        # A key is good when all frames that depend on it are. Each test is dearer than the one
        # before, and has fewer frames left.
        is_good = np.ones(count, bool)
        limit = self._limit(channel, growth)
        is_off = np.abs(errors) > limit
        for shapes in (self._watched[channel], self.mesh.shapes):
            is_good[spans[is_off]] = False
            is_possible = is_good[spans]
            frames = frames[is_possible]
            spans = spans[is_possible]
            errors = errors[is_possible]
            is_off = ~are_within(self._with(channel, frames, errors), shapes)
        is_good[spans[is_off]] = False
        is_possible = is_good[spans]
        frames = frames[is_possible]
        errors = errors[is_possible]
        self.errors[frames, channel] = errors
        self.kept[tried[is_good], channel] = False

    def _limit(self, channel: int, growth: float) -> float:
        """Units that a channel's error may have; an idle one never has more than its idle error."""
        limit = self.mesh.limits[channel]
        if self.mesh.is_idle[channel]:
            return limit * min(growth, 1)
        return limit * growth

    def _with(
        self,
        channel: int,
        frames: np.ndarray,
        errors: np.ndarray,
    ) -> np.ndarray:
        """(f, k) the errors of all channels at frames (f,), had the channel these errors (f,)."""
        changed = self.errors[frames]
        changed[:, channel] = errors
        return changed


def _watched_vertices(errors: np.ndarray, mesh: ErrorMesh) -> list[np.ndarray]:
    """For each channel the shapes (3, k, w) of the vertices that are most likely to be off: those
    that it moves far, and that errors (n, k) carry furthest on many frames.
    """
    _distances, vertices = mesh.worst(errors)
    counts = np.bincount(vertices, minlength=vertices_of(mesh.shapes))
    scores = (counts + 1) * mesh.reach**2
    ranked = np.argsort(-scores, axis=1)
    return [mesh.shapes[:, :, best] for best in ranked[:, :_WATCHED]]
