"""The seam between face and head: the skin around it bent so that no edge shows."""

from typing import NamedTuple

import numpy as np

from ..topology import OVAL
from .sparse import Sparse, sparse
from .surface import Surface


class Mixture(NamedTuple):
    """What n vertices are mixed of: shares (n, control points), follow (n, 36) of the oval's
    landmarks besides, and a fixed place (n, 3), meters.
    """

    shares: Sparse
    follow: np.ndarray
    places: np.ndarray

    def pick(self, is_chosen: np.ndarray) -> "Mixture":
        """That of the vertices for which (n,) holds."""
        shares = self.shares.pick(np.flatnonzero(is_chosen))
        return Mixture(shares, self.follow[is_chosen], self.places[is_chosen])

    def replace(self, is_chosen: np.ndarray, other: "Mixture") -> "Mixture":
        """This one with another's rows for the vertices for which (n,) holds."""
        count = len(is_chosen)
        chosen = np.flatnonzero(is_chosen)
        others = self.shares.scale(~is_chosen * 1.0)
        shape = (count, len(chosen))
        spread = sparse(shape, chosen, np.arange(len(chosen)), 1.0)
        follow = self.follow.copy()
        follow[is_chosen] = other.follow
        places = self.places.copy()
        places[is_chosen] = other.places
        return Mixture(others + spread @ other.shares, follow, places)


def bend(
    surface: Surface,
    rest: np.ndarray,
    is_free: np.ndarray,
    mixture: Mixture,
) -> Mixture:
    """The mixture with free vertices (n,) where the surface bends least, seen from the others.

    rest: (n, 3) the surface whose shape says what bending is, meters. What bends a surface is its
    Laplacian, which is 0 in planes; its squares are the least in sum.
    """
    laplacian = _laplacian(surface, rest)
    row = laplacian.row
    column = laplacian.column
    free = np.flatnonzero(is_free)
    # Rows that a free vertex takes part in, and all vertices that these have.
    touched = np.unique(row[is_free[column]])
    of_rows = laplacian.pick(touched)
    around = np.unique(of_rows.column)
    fixed = around[~is_free[around]]
    dense = np.zeros((len(touched), surface.count))
    dense[of_rows.row, of_rows.column] = of_rows.value
    own = dense[:, free]
    from_fixed = -np.linalg.solve(own.T @ own, own.T @ dense[:, fixed])
    step = _replaced(surface.count, free, fixed, from_fixed)
    return Mixture(
        shares=step @ mixture.shares,
        follow=step.apply(mixture.follow),
        places=step.apply(mixture.places),
    )


def with_few(mixture: Mixture, most: int, controls: np.ndarray, oval: np.ndarray) -> Mixture:
    """The mixture with at most so many control points a vertex that are none of the oval's.

    What is left out is made up for by the others: sums of shares stay, and places on a neutral face
    whose control points are at (c, 3) and whose oval is at (36, 3), meters.
    """
    shares = mixture.shares
    dense = np.zeros((shares.shape[0], shares.shape[1]))
    dense[shares.row, shares.column] = shares.value
    follow = mixture.follow + dense[:, list(OVAL)]
    dense[:, list(OVAL)] = 0
    order = np.argsort(-np.abs(dense), axis=1)[:, :most]
    kept = np.take_along_axis(dense, order, axis=1)
    ones = np.ones((len(controls), 1))
    moments = np.concatenate((ones, controls), axis=1)
    missing = dense @ moments - np.einsum("nk,nkm->nm", kept, moments[order])
    of_oval = np.concatenate((np.ones((len(oval), 1)), oval), axis=1)
    both = np.concatenate((moments[order], np.broadcast_to(of_oval, (len(kept), *of_oval.shape))), axis=1)
    # The larger a share, the more it may change.
    freedom = np.abs(np.concatenate((kept, follow), axis=1))
    weighted = both * freedom[..., None]
    system = np.einsum("nkm,nkl->nml", weighted, both) + 1e-12 * np.eye(4)
    factor = np.linalg.solve(system, missing[..., None])[..., 0]
    change = np.einsum("nkm,nm->nk", weighted, factor)
    kept = kept + change[:, : kept.shape[1]]
    follow = follow + change[:, kept.shape[1] :]
    row = np.repeat(np.arange(len(kept)), kept.shape[1])
    return Mixture(
        sparse(shares.shape, row, order.ravel(), kept.ravel()),
        follow,
        mixture.places,
    )


def _replaced(count: int, free: np.ndarray, fixed: np.ndarray, shares: np.ndarray) -> Sparse:
    """(count, count) the identity but for rows `free` (f,), which are shares (f, k) of `fixed`."""
    others = np.setdiff1d(np.arange(count), free)
    row = np.concatenate((others, np.repeat(free, len(fixed))))
    column = np.concatenate((others, np.tile(fixed, len(free))))
    value = np.concatenate((np.ones(len(others)), shares.ravel()))
    return sparse((count, count), row, column, value)


def _laplacian(surface: Surface, rest: np.ndarray) -> Sparse:
    """(n, n) by the cotangents of angles, a vertex's row over the root of its area."""
    triangles, share = _triangles(surface)
    sides = rest[np.roll(triangles, -1, axis=1)] - rest[triangles]
    twice_area = np.linalg.norm(np.cross(sides[:, 0], sides[:, 1]), axis=1)
    has_area = twice_area > _LEAST_AREA
    triangles = triangles[has_area]
    sides = sides[has_area]
    area = twice_area[has_area] * share[has_area]
    ends = []
    values = []
    for place in range(3):
        # The side across from this corner gets the cotangent of its angle.
        beside = sides[:, place]
        before = -sides[:, place - 1]
        cotangent = (beside * before).sum(axis=1) / twice_area[has_area]
        ends.append(triangles[:, [place - 2, place - 1]])
        values.append(np.clip(cotangent, -_STEEPEST, _STEEPEST) * share[has_area])
    lower, higher = np.concatenate(ends).T
    value = np.concatenate(values) / 2
    total = sparse(
        (surface.count, surface.count),
        np.concatenate((lower, higher, lower, higher)),
        np.concatenate((higher, lower, lower, higher)),
        np.concatenate((value, value, -value, -value)),
    )
    around = np.bincount(triangles.ravel(), np.repeat(area / 6, 3), minlength=surface.count)
    return total.scale(1 / np.sqrt(np.maximum(around, _LEAST_AREA)))


_STEEPEST = 10.0
"""Of cotangents: those of slivers would outweigh all others."""
_LEAST_AREA = 1e-9
"""Square meters."""


def _triangles(surface: Surface) -> tuple[np.ndarray, np.ndarray]:
    """(t, 3) the polygons as fans around each of their corners, and (t,) what share of its polygon
    each triangle stands for, as the fans of one lie on top of each other.
    """
    found = []
    shares = []
    following = surface.corners[surface.corner_after]
    size = surface.sizes[surface.polygon_of_corner]
    for apex in range(surface.sizes.max()):
        place = np.minimum(apex, surface.sizes - 1)
        first = surface.corners[surface.starts + place][surface.polygon_of_corner]
        fan = np.stack((first, surface.corners, following), axis=1)
        is_whole = (first != surface.corners) & (first != following) & (apex < size)
        found.append(fan[is_whole])
        shares.append(1 / size[is_whole])
    return np.concatenate(found), np.concatenate(shares)
