"""Short hair: two layers over the scalp, from the crown down to a hairline, made here, of no scan.

A layer is rows of vertices that lie on rays from the middle of the head. Each goes with the three
vertices of the skin that its ray comes out between, so that a hairline goes with the forehead.
Directions are unit vectors, angles are degrees, lengths are meters, in the face's own axes.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from ...interpolation import smoothstep
from ..topology import OVAL
from .blend import Blend, blend_of, join
from .blocks import BlockBlend, block_blend, join_blocks
from .head_shell import shell
from .inside import Carrier, Inside
from .seam import Sewn, sewn
from .skin import Skin, skin
from .sparse import Sparse, sparse
from .surface import Surface

_CENTER = np.array((0, 0.005, 0.035))
_CROWN = np.array((170.0, 74.0))
"""Longitude, 0 in front and 90 on the left, and latitude: a little aside, as whorls are."""

# Longitude and latitude of the hairline's left half.
_HAIRLINE = np.array(
    [
        (0, 28),
        (14, 28),
        (26, 29),
        (36, 30),
        (45, 29),
        (53, 23),
        (59, 13),
        (64, 2),
        (67, -10),
        (69, -22),
        (70, -32),
        (76, -33),
        (80, -21),
        (84, -10),
        (88, -4),
        (93, -3),
        (99, -4),
        (106, -8),
        (113, -17),
        (119, -28),
        (125, -38),
        (134, -46),
        (152, -52),
        (180, -53),
    ]
)
_COLUMNS = 84
_ROWS = 13
_LAYERS = (0.6, 1.0)
"""How far out each layer is: the inner one is dense."""

_THIN = 0.004
_THICK = 0.017
"""How far the hair stands off the skin, low at the back and on top."""
_THIN_BELOW = -0.5
_THICK_ABOVE = 0.75
"""Sines of the latitudes there."""
_EDGE = 0.2
"""From which share of a strand before its end hair lies down to the skin."""
_AT_EDGE = 0.0028
"""What is left of its thickness there: less would let the skin through."""
_CLUMPS = 0.22
"""How much thickness differs from one strand to the next."""
_RAGGED = 0.02
"""How much longer or shorter strands are, as a share of their length."""
_SWEEP = 0.3
"""Radians by which strands run aside from the crown to the hairline."""
_SEED = 7
_ROUNDING = 1e-6
_RAYS_AT_ONCE = 32
_LOWEST = -0.1
"""Hair grows only on what is above, from the middle of the head."""
_COVERED = 0.85
"""Up to which share of the strands' length hair hides the skin, however one looks at it."""


@cache
def coiffure() -> Inside:
    """The one head of hair; it is shared, so change none of its arrays.

    Its `local` is (n, 3) x and y on a circle, the same all along a strand, of radius 1 in the inner
    layer and 2 in the outer one; z from 0 at the crown to 1 at the hairline.
    """
    strands = _strands()
    roots = _roots()
    offsets = roots.offset(shell().rest)
    blends = []
    for layer in _LAYERS:
        outwards = strands.rays * (layer * strands.thickness)[:, None]
        blends.append(blend_of(roots.shares, offsets + outwards))
    return _joined(blends, roots.head, strands.along)


def hair_offset(places: np.ndarray) -> np.ndarray:
    """(n, k) what moving the shell's vertices by `places` (m, k), and the oval with them, adds to
    the offset of the hair's blend.
    """
    return np.tile(_roots().offset(places), (len(_LAYERS), 1))


def is_covered(places: np.ndarray) -> np.ndarray:
    """(n,) which places on the head's skin (n, 3) are far from the hairline below the hair."""
    rays = _unit(places - _CENTER)
    ends = _hairline(_COLUMNS)
    reach = np.interp(_around_crown(rays), _around_crown(ends), _from_crown(ends), period=2 * np.pi)
    return _from_crown(rays) < _COVERED * reach


def _from_crown(rays: np.ndarray) -> np.ndarray:
    """(n,) radians from the crown to directions (n, 3)."""
    return np.arccos(np.clip(rays @ _direction(*_CROWN), -1, 1))


def _around_crown(rays: np.ndarray) -> np.ndarray:
    """(n,) radians around the crown of directions (n, 3): strands keep to theirs."""
    crown = _direction(*_CROWN)
    aside = _unit(np.cross(crown, (0, 0, 1)))
    return np.arctan2(rays @ np.cross(crown, aside), rays @ aside)


class _Strands(NamedTuple):
    """Of the r vertices of a layer: rays (r, 3) from the middle of the head; along (r,) 0 at the
    crown to 1 at the hairline; thickness (r,) of all layers.
    """

    rays: np.ndarray
    along: np.ndarray
    thickness: np.ndarray


@cache
def _strands() -> _Strands:
    ends = _hairline(_COLUMNS)
    crown = _direction(*_CROWN)
    share = np.sin(np.linspace(0.02, 1, _ROWS) * np.pi / 2)
    random = np.random.default_rng(_SEED)
    length = 1 + _RAGGED * random.uniform(-1, 1, (_COLUMNS, 1))
    rays = np.concatenate([_between(crown, ends, one * length) for one in share])
    along = np.repeat(share, _COLUMNS)
    return _Strands(rays, along, _thickness(rays, along, random))


def _joined(blends: list[Blend], head: BlockBlend, along: np.ndarray) -> Inside:
    """The layers, each of which is the rays' vertices."""
    count = len(along)
    angle = np.linspace(0, 2 * np.pi, _COLUMNS, endpoint=False)
    swept = np.tile(angle, _ROWS) + _SWEEP * along
    circle = np.stack((np.cos(swept), np.sin(swept)), axis=1)
    strands = [np.column_stack((circle * (k + 1), along)) for k in range(len(blends))]
    numbers = np.arange(count).reshape(_ROWS, _COLUMNS)
    after = np.roll(numbers, -1, axis=1)
    quads = np.stack((numbers[:-1], numbers[1:], after[1:], after[:-1]), axis=-1).reshape(-1, 4)
    layers = len(blends)
    corners = np.concatenate([quads.ravel() + count * k for k in range(layers)])
    total = layers * len(quads)
    return Inside(
        surface=Surface(layers * count, corners, np.full(total, 4), np.empty((0, 2), np.int64)),
        materials=np.full(total, "hair"),
        blend=join(blends),
        carrier=np.full(layers * count, Carrier.NONE),
        strand=np.concatenate(strands),
        head=join_blocks([head] * layers),
    )


def _direction(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    """(.., 3) from angles (..) in degrees."""
    aside = np.radians(longitude)
    up = np.radians(latitude)
    return np.stack((np.cos(up) * np.sin(aside), -np.cos(up) * np.cos(aside), np.sin(up)), axis=-1)


def _hairline(count: int) -> np.ndarray:
    """(count, 3) directions evenly spread around the hairline, from the front over the left."""
    right = _HAIRLINE[-2:0:-1] * (-1, 1)
    known = _direction(*np.concatenate((_HAIRLINE, right, _HAIRLINE[:1])).T)
    steps = np.linalg.norm(np.diff(known, axis=0), axis=1)
    length = np.concatenate(([0], np.cumsum(steps)))
    wanted = np.linspace(0, length[-1], count, endpoint=False)
    found = np.stack([np.interp(wanted, length, axis) for axis in known.T], axis=1)
    return _unit(found)


def _between(start: np.ndarray, ends: np.ndarray, share: np.ndarray) -> np.ndarray:
    """(n, 3) directions at shares (n, 1) of the way from one direction (3,) to others (n, 3)."""
    whole = np.arccos(np.clip(ends @ start, -1, 1))[:, None]
    mixed = np.sin((1 - share) * whole) * start + np.sin(share * whole) * ends
    return _unit(mixed)


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def _thickness(rays: np.ndarray, along: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """(n,) of the hair, for rays and shares of strands (n,)."""
    up = (rays[:, 2] - _THIN_BELOW) / (_THICK_ABOVE - _THIN_BELOW)
    whole = _THIN + (_THICK - _THIN) * smoothstep(up)
    above_edge = (whole - _AT_EDGE) * smoothstep((1 - along) / _EDGE)
    clumps = random.uniform(-1, 1, (_ROWS, _COLUMNS))
    # Clumps are long: a row is much like the one before.
    for row in range(1, _ROWS):
        clumps[row] = 0.75 * clumps[row - 1] + 0.5 * clumps[row]
    return _AT_EDGE + above_edge * (1 + _CLUMPS * clumps.ravel())


# On the skin


class _Roots(NamedTuple):
    """Where the r vertices of a layer would be if they lay on the skin.

    on_skin: (r, vertices of the skin) what each is mixed of. shares: of the control points, by
    those on the face. follow: (r, 36) of OVAL's landmarks, by those on the head; head: the same by
    blocks.
    """

    on_skin: Sparse
    shares: Sparse
    follow: np.ndarray
    head: BlockBlend

    def offset(self, places: np.ndarray) -> np.ndarray:
        """(r, k) what the head adds, its shell at `places` (m, k), with the oval at the origin."""
        oval = places[-len(OVAL) :]
        left = self.follow @ oval - self.head.positions(oval)
        return self.on_skin.apply(_skin_below().fixed(places)) + left


@cache
def _roots() -> _Roots:
    # Mouth and eyes are far from any hair: those of a whole face, which most faces are.
    base = skin(has_head=True, has_mouth=True, has_eyes=True, level=0)
    on_skin = _on_skin(base, _strands().rays)
    below = _skin_below()
    follow = on_skin.apply(below.follow)
    return _Roots(on_skin, on_skin @ below.shares, follow, block_blend(follow))


def _skin_below() -> Sewn:
    return sewn(has_mouth=True, has_eyes=True, level=0)


def _on_skin(base: Skin, rays: np.ndarray) -> Sparse:
    """(n, vertices) by which shares of the skin's vertices rays (n, 3) come out of it."""
    places = base.flat.rest - _CENTER
    triangles = _triangles(base.surface)
    # Necks and shoulders are far, and no ray comes out of a chin.
    is_high = places[triangles][:, :, 2].max(axis=1) > _LOWEST
    triangles = triangles[is_high]
    # By Cramer's rule: the shares of the corners for each ray.
    first, second, third = np.moveaxis(places[triangles], 1, 0)
    normals = np.stack(
        (np.cross(second, third), np.cross(third, first), np.cross(first, second)), axis=1
    )
    volume = np.einsum("tx,tx->t", first, normals[:, 0])
    inverse = normals / np.where(volume == 0, np.inf, volume)[:, None, None]
    best = _triangle_of_rays(inverse, rays)
    row = np.arange(len(rays))
    weight = np.einsum("ncx,nx->nc", inverse[best], rays)
    weight /= weight.sum(axis=1, keepdims=True)
    return sparse(
        (len(rays), base.surface.count), np.repeat(row, 3), triangles[best].ravel(), weight.ravel()
    )


def _triangle_of_rays(inverse: np.ndarray, rays: np.ndarray) -> np.ndarray:
    """(n,) the triangle that each ray (n, 3) goes through. inverse: (t, 3, 3) what makes shares of
    a triangle's corners of a ray.
    """
    # Single precision finds the triangle, in a fifth of the time.
    to_shares = inverse.astype(np.float32)
    found = []
    # A few rays at a time, whose shares stay in the processor's cache.
    for first in range(0, len(rays), _RAYS_AT_ONCE):
        some = rays[first : first + _RAYS_AT_ONCE].astype(np.float32)
        shares = [some @ to_shares[:, corner].T for corner in range(3)]
        least = np.minimum(np.minimum(shares[0], shares[1]), shares[2])
        # Of several, as at the ears, the nearest, whose shares are largest.
        score = np.where(least > -_ROUNDING, shares[0] + shares[1] + shares[2], least)
        found.append(score.argmax(axis=1))
    return np.concatenate(found)


def _triangles(surface: Surface) -> np.ndarray:
    """(t, 3) fans of a surface's polygons."""
    found = []
    for start, size in zip(surface.starts, surface.sizes, strict=True):
        corners = surface.corners[start : start + size]
        for place in range(1, size - 1):
            found.append((corners[0], corners[place], corners[place + 1]))
    return np.array(found)
