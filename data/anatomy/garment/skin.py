"""The skin of a dressed face: face and head in one surface, smooth to a level.

What lies flat on it, such as colors, is mixed along straight lines; positions are smoothed.
"""

from dataclasses import dataclass

import numpy as np

from ...bundled import bundled
from ..contours import contour_edges
from ..masks import masks
from ..topology import AREAS, LANDMARKS, OVAL, topology
from .blend import Blend, blend_of, join
from .blocks import BlockBlend, block_blend
from .cage import cage, is_skin
from .controls import FIRST_OF_FRAMES, FIRST_OF_MARGINS, controls
from .seam import Mixture, bend, with_few
from .shell import shell
from .sparse import Sparse, identity, stack
from .surface import Surface


@dataclass(frozen=True)
class Flat:
    """What lies on n vertices: rest (n, 3) places on a neutral face, meters; uv (n, 2);
    lid_margin (n,) 1 on the inner edges of the lids, 0 on skin; masks: name -> (n,) or (n, 3).
    """

    rest: np.ndarray
    uv: np.ndarray
    lid_margin: np.ndarray
    masks: dict[str, np.ndarray]

    @property
    def _columns(self) -> list[np.ndarray]:
        return [self.rest, self.uv, self.lid_margin, *self.masks.values()]

    def as_rows(self) -> np.ndarray:
        """(n, k) all values side by side."""
        return np.column_stack(self._columns)

    def like(self, rows: np.ndarray) -> "Flat":
        """Rows (m, k) as such values again, of m vertices."""
        widths = [1 if values.ndim == 1 else values.shape[1] for values in self._columns]
        ends = np.cumsum(widths)[:-1]
        columns = []
        for values, column in zip(self._columns, np.split(rows, ends, axis=1), strict=True):
            columns.append(column[:, 0] if values.ndim == 1 else column)
        rest, uv, lid_margin, *of_masks = columns
        return Flat(rest, uv, lid_margin, dict(zip(self.masks, of_masks, strict=True)))


@dataclass(frozen=True)
class Skin:
    """n vertices, the landmarks first; p polygons.

    area: (p,) index into AREAS, NO_AREA for flesh. is_face: (p,) of the landmarks', not the head's.
    blend: of control points; of the head, which comes last, where it would be if the oval were at
        the origin. head: what of the oval it goes with.
    spread: of landmarks, for values that lie flat between them.
    lines, contours: (k, 2) edges between landmarks, and those of them that are contours.
    """

    surface: Surface
    area: np.ndarray
    is_face: np.ndarray
    blend: Blend
    spread: Blend
    flat: Flat
    lines: np.ndarray
    contours: np.ndarray
    head: BlockBlend | None = None
    on_head: np.ndarray | None = None


def skin(
    has_head: bool,
    has_mouth: bool,
    has_eyes: bool,
    level: int,
) -> Skin:
    """The skin of a choice of parts, each edge halved `level` times.

    The head is as fine as the face with a level less: its polygons are smaller from the start.
    """
    face = _Face(has_mouth, has_eyes)
    for _ in range(level):
        face.subdivide()
    if level > 0:
        face.shares = face.surface.limiting() @ face.shares
    face.drop_unused()
    if has_head:
        return _with_head(face, _Head(level))
    return Skin(
        surface=face.surface,
        area=face.area,
        is_face=is_skin(face.area),
        blend=blend_of(face.shares),
        spread=blend_of(face.flat_shares),
        flat=face.flat,
        lines=face.lines,
        contours=face.contours,
    )


class _Face:
    """The face's part of the skin, which `subdivide` makes finer."""

    def __init__(self, has_mouth: bool, has_eyes: bool) -> None:
        base = cage(has_mouth, has_eyes)
        self.surface = base.surface
        self.area = base.area
        # Each row says of which control points a vertex is mixed: at first of itself alone.
        self.shares = identity(FIRST_OF_FRAMES)
        self.flat_shares = identity(FIRST_OF_FRAMES)
        self.flat = _flat_of_cage()
        self.ring = np.array(OVAL)
        on_skin = is_skin(base.area)[base.surface.polygon_of_corner]
        edges = np.unique(base.surface.edge_of_corner[on_skin])
        self.lines = base.surface.edges[edges]
        self.contours = base.surface.present(contour_edges())

    def subdivide(self) -> None:
        """Make quads of each polygon, one a corner."""
        surface = self.surface
        self.shares = surface.smoothing() @ self.shares
        spreading = surface.spreading()
        self.flat_shares = spreading @ self.flat_shares
        self.flat = self.flat.like(spreading.apply(self.flat.as_rows()))
        self.lines = surface.halves(self.lines)
        self.contours = surface.halves(self.contours)
        self.ring = _finer_ring(surface, self.ring)
        self.area = np.repeat(self.area, surface.sizes)
        self.surface = surface.subdivide()

    def drop_unused(self) -> None:
        """Leave out the vertices of parts that are not there; all landmarks stay."""
        surface = self.surface
        is_used = np.zeros(surface.count, bool)
        is_used[:LANDMARKS] = True
        is_used[surface.corners] = True
        used = np.flatnonzero(is_used)
        number = np.cumsum(is_used) - 1
        self.shares = self.shares.pick(used)
        self.flat_shares = self.flat_shares.pick(used)
        self.flat = self.flat.like(self.flat.as_rows()[used])
        self.lines = number[self.lines]
        self.contours = number[self.contours]
        self.ring = number[self.ring]
        self.surface = Surface(
            count=len(used),
            corners=number[surface.corners],
            sizes=surface.sizes,
            sharp=number[surface.sharp],
        )


def _flat_of_cage() -> Flat:
    """What lies on the cage's vertices: those of mouth and lids have their landmark's."""
    source = controls(has_eyes=True).source[:FIRST_OF_FRAMES]
    # Any neutral face does: it is where the grain of the skin is.
    rest = bundled().blender_basis().rest
    of_landmarks = {name: values[source] for name, values in masks().items()}
    is_margin = np.arange(FIRST_OF_FRAMES) >= FIRST_OF_MARGINS
    return Flat(
        rest=rest[source].astype(float),
        uv=topology().uv[source],
        lid_margin=is_margin.astype(float),
        masks=of_landmarks,
    )


def _finer_ring(surface: Surface, ring: np.ndarray) -> np.ndarray:
    """(2 n,) the vertices of a closed line (n,) after `subdivide`: each, then its edge's middle."""
    edges = np.stack((ring, np.roll(ring, -1)), axis=1)
    middles = surface.count + surface.find_edges(edges)
    return np.stack((ring, middles), axis=1).ravel()


# The head


class _Head:
    """The head's part of the skin, smoothed as often as the face with a level less."""

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
            self.ring = _finer_ring(self.surface, self.ring)
            self.surface = self.surface.subdivide()
        if level > 0:
            # Exact only for quads, and so one step further on.
            finer = self.surface.subdivide()
            vertices = np.arange(self.surface.count)
            to_limit = finer.limiting().pick(vertices) @ self.surface.smoothing()
            places = to_limit.apply(places)
            shares = to_limit.apply(shares)
        self.follow = shares
        self.places = places - shares @ base.rest[-len(OVAL) :]


def _with_head(face: _Face, head: _Head) -> Skin:
    """Face and head, sewn together at the oval."""
    inner = head.surface.count - len(head.ring)
    is_inner = np.ones(head.surface.count, bool)
    is_inner[head.ring] = False
    # The head's own vertices come after the face's; those of its ring are the face's.
    number = np.empty(head.surface.count, np.int64)
    number[is_inner] = face.surface.count + np.arange(inner)
    finer = len(face.ring) // len(head.ring)
    number[head.ring] = face.ring[::finer]
    corners, sizes = _sew(head.surface, number, face.ring)
    surface = Surface(
        count=face.surface.count + inner,
        corners=np.concatenate((face.surface.corners, corners)),
        sizes=np.concatenate((face.surface.sizes, sizes)),
        # The face's border was sharp for want of polygons beyond it.
        sharp=face.surface.sharp[~np.isin(face.surface.sharp, face.ring).all(axis=1)],
    )
    of_head = np.full(len(sizes), AREAS.index("skin"))
    is_face_polygon = np.concatenate((is_skin(face.area), np.zeros(len(sizes), bool)))
    flat = _with_head_flat(face.flat, head.rest[is_inner])
    mixed = _bent_at_seam(surface, face, head, is_inner)
    blocks = block_blend(mixed.follow)
    oval = bundled().blender_basis().rest[list(OVAL)].astype(float)
    # What four blocks cannot tell is left where it is on a neutral face.
    left = mixed.follow @ oval - blocks.positions(oval)
    blend = blend_of(mixed.shares, mixed.places + left)
    on_head = mixed.follow.any(axis=1)
    none = Sparse((inner, FIRST_OF_FRAMES), *np.empty((3, 0), np.int64))
    return Skin(
        surface=surface,
        area=np.concatenate((face.area, of_head)),
        is_face=is_face_polygon,
        blend=blend,
        spread=blend_of(stack(face.flat_shares, none)),
        flat=flat,
        lines=face.lines,
        contours=face.contours,
        head=blocks,
        on_head=on_head,
    )


_BENT = 0.018
_BENT_FACE = 0.009
_LOW = 0.03


def _bent_at_seam(surface: Surface, face: _Face, head: _Head, is_inner: np.ndarray) -> Mixture:
    inner = int(is_inner.sum())
    none = Sparse((inner, FIRST_OF_FRAMES), *np.empty((3, 0), np.int64))
    of_face = face.surface.count
    mixture = Mixture(
        shares=stack(face.shares, none),
        follow=np.concatenate((np.zeros((of_face, len(OVAL))), head.follow[is_inner])),
        places=np.concatenate((np.zeros((of_face, 3)), head.places[is_inner])),
    )
    neutral = bundled().blender_basis().rest.astype(float)
    controls_rest = neutral[controls(has_eyes=True).source[:FIRST_OF_FRAMES]]
    rest = mixture.shares.apply(controls_rest) + mixture.follow @ neutral[list(OVAL)] + mixture.places
    ring = rest[face.ring]
    apart = np.linalg.norm(rest[:, None] - ring, axis=2).min(axis=1)
    is_head = np.arange(surface.count) >= of_face
    is_free = is_head & (apart < _BENT)
    if of_face > FIRST_OF_FRAMES:
        is_free |= ~is_head & (apart < _BENT_FACE)
    is_free &= rest[:, 2] > _LOW
    bent = bend(surface, rest, is_free, mixture)
    few = with_few(bent.pick(is_free), 16 if of_face > FIRST_OF_FRAMES else 4, controls_rest, neutral[list(OVAL)])
    return bent.replace(is_free, few)


def _with_head_flat(of_face: Flat, rest: np.ndarray) -> Flat:
    """The face's values, and plain skin for the head's vertices (n, 3)."""
    rows = of_face.as_rows()
    plain = np.zeros((len(rest), rows.shape[1]))
    plain[:, :3] = rest
    return of_face.like(np.concatenate((rows, plain)))


def _sew(
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
