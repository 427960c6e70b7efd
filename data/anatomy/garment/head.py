"""The head's part of a dressed face's skin, made finer."""

from functools import cache

import numpy as np

from ..topology import OVAL
from .head_shell import shell
from .sparse import Sparse
from .surface import Surface


class Head:
    """The head's part of the skin, smoothed as often as the face with a level less.

    surface: its polygons, those of the seam too, whose vertices are `ring`. is_inner: (n,) all
    others, m in number. rest: (n, 3) as Flat has it. follow: (m, 36) by how much each goes along
    with OVAL's landmarks.
    """

    def __init__(self, level: int) -> None:
        base = shell()
        self.surface = base.surface
        self.rest = base.rest
        self.ring = np.arange(base.surface.count - len(OVAL), base.surface.count)
        # Each takes what the vertices have, such as places, one step on.
        self._steps: list[Sparse] = []
        for _ in range(level - 1):
            self._steps.append(self.surface.smoothing())
            self.rest = self.surface.spreading().apply(self.rest)
            self.ring = self.surface.finer_ring(self.ring)
            self.surface = self.surface.subdivide()
        if level > 0:
            self._steps.append(_to_limit(self.surface))
        self.is_inner = ~np.isin(np.arange(self.surface.count), self.ring)
        self.follow = self._smooth(base.follow)

    def _smooth(self, rows: np.ndarray) -> np.ndarray:
        """(m, k) of the head's own vertices, from rows of the shell's."""
        for step in self._steps:
            rows = step.apply(rows)
        return rows[self.is_inner]

    def fixed(self, places: np.ndarray) -> np.ndarray:
        """(m, k) where the head's own vertices would be with the oval at the origin, for those of
        the shell at `places` (s, k).
        """
        return self._smooth(places) - self.follow @ places[-len(OVAL) :]


@cache
def head_of(level: int) -> Head:
    """The head at a level of the face; it is shared, so change none of its arrays."""
    return Head(level)


def _to_limit(surface: Surface) -> Sparse:
    """(n, n) to where the vertices of any surface end by endless smoothing."""
    if (surface.sizes == 4).all():
        return surface.limiting()
    # That is exact only for quads, which all polygons are one step further on.
    finer = surface.subdivide()
    return finer.limiting().pick(np.arange(surface.count)) @ surface.smoothing()
