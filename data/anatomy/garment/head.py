"""The head's part of a dressed face's skin, made finer, and sewn to the face at the oval."""

import numpy as np

from ..topology import OVAL
from .shell import shell
from .sparse import Sparse
from .surface import Surface


class Head:
    """The head's part of the skin, smoothed as often as the face with a level less.

    `places`: (n, 3) where its vertices would be if the oval were at the origin; `follow`: (n, 36)
    by how much each goes along with OVAL's landmarks; `rest`: as Flat has it; `ring`: indices of
    the seam's.
    """

    def __init__(self, level: int) -> None:
        base = shell()
        self.surface = base.surface
        self.rest = base.rest
        self.ring = np.arange(base.surface.count - len(OVAL), base.surface.count)
        # Where the vertices are on the neutral face, and how far they go with the oval.
        places = base.rest
        shares = base.follow
        for _ in range(level - 1):
            smoothing = self.surface.smoothing()
            places = smoothing.apply(places)
            shares = smoothing.apply(shares)
            self.rest = self.surface.spreading().apply(self.rest)
            self.ring = self.surface.finer_ring(self.ring)
            self.surface = self.surface.subdivide()
        if level > 0:
            to_limit = _to_limit(self.surface)
            places = to_limit.apply(places)
            shares = to_limit.apply(shares)
        self.follow = shares
        self.places = places - shares @ base.rest[-len(OVAL) :]


def _to_limit(surface: Surface) -> Sparse:
    """(n, n) to where the vertices of any surface end by endless smoothing."""
    if (surface.sizes == 4).all():
        return surface.limiting()
    # That is exact only for quads, which all polygons are one step further on.
    finer = surface.subdivide()
    return finer.limiting().pick(np.arange(surface.count)) @ surface.smoothing()


def sew(
    surface: Surface,
    number: np.ndarray,
    ring: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Corners and sizes of the head's polygons in the skin's numbers.

    number: (n,) of each vertex of the head in the skin. ring: (r,) the face's border, which may
    have a vertex more between two of the head's: polygons there get it as a corner.
    """
    corners = number[surface.corners]
    following = corners[surface.corner_after]
    # Pairs of neighbors on the head's side -> the vertex between them on the face's.
    between: dict[tuple[int, int], int] = {}
    if len(ring) > len(OVAL) and len(ring) > np.isin(ring, corners).sum():
        olds = ring[::2].tolist()
        for place, middle in enumerate(ring[1::2].tolist()):
            ends = (olds[place], olds[(place + 1) % len(olds)])
            between[ends] = middle
            between[ends[::-1]] = middle
    extra = np.zeros(len(corners), np.int64)
    middles = []
    for corner in np.flatnonzero(np.isin(corners, ring) & np.isin(following, ring)):
        middle = between.get((int(corners[corner]), int(following[corner])))
        if middle is not None:
            extra[corner] = 1
            middles.append(middle)
    places = np.flatnonzero(extra) + 1
    sizes = surface.sizes + np.add.reduceat(extra, surface.starts)
    return np.insert(corners, places, middles), sizes
