"""Skin that is bent so that no edge shows: at the seam between face and head, and beside the mouth.

A vertex there is mixed anew, of those around what is bent. So at the seam it goes with landmarks of
the face as well as with the oval, as the head does. Lengths are meters.
"""

from typing import NamedTuple

import numpy as np

from ..topology import OVAL
from .sparse import Sparse, sparse
from .surface import Surface

_ON_HEAD = 0.018
_ON_FACE = 0.009
"""How far from the seam the head is bent, and the face, whose landmarks are where they are for a
reason."""
_LOWEST = 0.03
"""How high above the origin the band ends: further down are ears and jaw, which have edges."""
_BESIDE_MOUTH = ((61, 57), (291, 287))
"""Landmarks: the outer corner of the lips, and the next one toward the cheek."""
_TOWARD_CHEEK = 0.35
_BESIDE = 0.0065
"""Where on the way between these the middle is of what is bent, and how far it reaches."""
_STEEPEST = 10.0
"""Of cotangents: those of slivers would outweigh all others."""
_LEAST_AREA = 1e-9
"""Of triangles, square meters."""
_LEAST_FREEDOM = 1e-12


class Mixture(NamedTuple):
    """What n vertices are mixed of: shares (n, control points), follow (n, 36) of OVAL's landmarks
    besides, and a fixed place (n, 3).
    """

    shares: Sparse
    follow: np.ndarray
    places: np.ndarray

    def replace(self, chosen: np.ndarray, other: "Mixture") -> "Mixture":
        """This one with another's rows for some vertices (c,), by index."""
        count = len(self.follow)
        to_chosen = sparse((count, len(chosen)), chosen, np.arange(len(chosen)), 1.0)
        follow = self.follow.copy()
        follow[chosen] = other.follow
        places = self.places.copy()
        places[chosen] = other.places
        is_kept = np.ones(count)
        is_kept[chosen] = 0
        kept = self.shares.scale(is_kept)
        return Mixture(kept + to_chosen @ other.shares, follow, places)


class Neutral(NamedTuple):
    """Where control points (c, 3) and the oval's landmarks (36, 3) are on a neutral face."""

    controls: np.ndarray
    oval: np.ndarray

    def places(self, mixture: Mixture) -> np.ndarray:
        """(n, 3) where vertices are."""
        return mixture.shares.apply(self.controls) + mixture.follow @ self.oval + mixture.places


def around_seam(
    rest: np.ndarray,
    ring: np.ndarray,
    is_head: np.ndarray,
    with_face: bool,
) -> np.ndarray:
    """(n,) which vertices are bent. rest: (n, 3) where they are; ring: indices of the seam's;
    with_face: whether those of the face are bent as well.
    """
    high = np.flatnonzero(rest[:, 2] > _LOWEST)
    places = rest[high]
    reach = np.where(is_head[high], _ON_HEAD, _ON_FACE * with_face)
    is_near = np.zeros(len(high), bool)
    for place in rest[ring]:
        is_near |= ((places - place) ** 2).sum(axis=1) < reach**2
    is_free = np.zeros(len(rest), bool)
    is_free[high] = is_near
    # The seam itself stays: views end there, and its line is smooth.
    is_free[ring] = False
    return is_free


def around_corners_of_mouth(landmarks: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """(n,) which vertices are bent there. landmarks: (478, 3); rest: (n, 3) the vertices."""
    is_near = np.zeros(len(rest), bool)
    for corner, cheek in _BESIDE_MOUTH:
        toward_cheek = landmarks[cheek] - landmarks[corner]
        middle = landmarks[corner] + _TOWARD_CHEEK * toward_cheek
        is_near |= np.linalg.norm(rest - middle, axis=1) < _BESIDE
    return is_near


class Step(NamedTuple):
    """Vertices `free` (f,) become mixtures of others, `fixed` (k,), by shares (f, k)."""

    free: np.ndarray
    fixed: np.ndarray
    shares: np.ndarray

    def apply(self, rows: np.ndarray) -> np.ndarray:
        """(n, c) what vertices have, such as places, after the step."""
        found = rows.copy()
        found[self.free] = self.shares @ rows[self.fixed]
        return found


def bend(
    step: Step,
    mixture: Mixture,
    neutral: Neutral,
    most: int,
) -> Mixture:
    """The mixture after a step. most: of how many control points besides the oval's the vertices
    may be mixed that it moves.
    """
    of_controls = step.shares @ _dense(mixture.shares.pick(step.fixed))
    follow = step.shares @ mixture.follow[step.fixed]
    # What goes with the oval anyway is no other control point.
    oval = list(OVAL)
    follow += of_controls[:, oval]
    of_controls[:, oval] = 0
    few, follow = _of_few(of_controls, follow, neutral, most)
    bent = Mixture(few, follow, step.shares @ mixture.places[step.fixed])
    return mixture.replace(step.free, bent)


def least_bent(
    surface: Surface,
    rest: np.ndarray,
    is_free: np.ndarray,
) -> Step:
    """The step that takes free vertices (n,) to where the surface bends least, given all others.

    rest: (n, 3) the shape that says what bending is: by its Laplacian, which is 0 in planes. The
    squares of that are the least in sum.
    """
    laplacian = _laplacian(_part(surface, is_free), rest)
    # Of all rows those in which a free vertex takes part.
    touched = np.unique(laplacian.row[is_free[laplacian.column]])
    rows = laplacian.pick(touched)
    around = np.unique(rows.column)
    full = np.zeros((len(touched), len(around)))
    full[rows.row, np.searchsorted(around, rows.column)] = rows.value
    own = full[:, is_free[around]]
    fixed = around[~is_free[around]]
    others = full[:, ~is_free[around]]
    shares = -np.linalg.solve(own.T @ own, own.T @ others)
    return Step(np.flatnonzero(is_free), fixed, shares)


def _part(surface: Surface, is_free: np.ndarray) -> Surface:
    """The polygons that have a free vertex, and all around these."""
    has_free = surface.has_any(is_free)
    is_touched = np.zeros(surface.count, bool)
    is_touched[surface.corners[has_free[surface.polygon_of_corner]]] = True
    has_touched = surface.has_any(is_touched)
    corners = surface.corners[has_touched[surface.polygon_of_corner]]
    return Surface(surface.count, corners, surface.sizes[has_touched], surface.sharp)


def _of_few(
    shares: np.ndarray,
    follow: np.ndarray,
    neutral: Neutral,
    most: int,
) -> tuple[Sparse, np.ndarray]:
    """Shares (f, c) and follow (f, 36), of which only so many shares a row are left.

    The others change, the more the larger they are, so that a row's sum stays, and its place on the
    neutral face.
    """
    points = np.argsort(-np.abs(shares), axis=1)[:, :most]
    kept = np.take_along_axis(shares, points, axis=1)
    controls = _with_one(neutral.controls)
    oval = _with_one(neutral.oval)
    missing = shares @ controls - np.einsum("fk,fkm->fm", kept, controls[points])
    all_of_oval = np.broadcast_to(oval, (len(kept), *oval.shape))
    counted = np.concatenate((controls[points], all_of_oval), axis=1)
    freedom = np.abs(np.concatenate((kept, follow), axis=1))
    weighted = counted * freedom[..., None]
    system = np.einsum("fkm,fkl->fml", weighted, counted) + _LEAST_FREEDOM * np.eye(4)
    factors = np.linalg.solve(system, missing[..., None])[..., 0]
    change = np.einsum("fkm,fm->fk", weighted, factors)
    kept += change[:, :most]
    row = np.repeat(np.arange(len(kept)), most)
    few = sparse(shares.shape, row, points.ravel(), kept.ravel())
    return few, follow + change[:, most:]


def _with_one(places: np.ndarray) -> np.ndarray:
    """(n, 4) places (n, 3) with a 1 before each, by which shares are summed."""
    return np.column_stack((np.ones(len(places)), places))


def _dense(matrix: Sparse) -> np.ndarray:
    full = np.zeros(matrix.shape)
    full[matrix.row, matrix.column] = matrix.value
    return full


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
