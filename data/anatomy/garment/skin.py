"""The skin of a dressed face: face and head in one surface, smooth to a level.

What lies flat on it, such as colors, is mixed along straight lines; positions are smoothed.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from ...bundled import bundled
from ..contours import contour_edges
from ..masks import masks
from ..topology import AREAS, LANDMARKS, OVAL, topology
from .bending import Mixture, Neutral, around_corners_of_mouth, around_seam, bend
from .blend import FEW, MOST, Blend, blend_of
from .blocks import BlockBlend, block_blend
from .cage import cage, is_skin
from .controls import FIRST_OF_FRAMES, FIRST_OF_MARGINS, controls
from .head import Head, sew
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
        the origin. head: what of the oval it goes with, of all vertices on_head (n,): those of the
        face next to it, too.
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
    on_head: np.ndarray | None = None
    head: BlockBlend | None = None


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
    if level > 0:
        face.soften_corners_of_mouth()
    if has_head:
        return _with_head(face, Head(level), level)
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
        self.ring = surface.finer_ring(self.ring)
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

    def soften_corners_of_mouth(self) -> None:
        """Bend the skin there, where landmarks lie close to each other and smooth to creases."""
        is_flesh = ~is_skin(self.area)[self.surface.polygon_of_corner]
        neutral = _neutral()
        is_free = around_corners_of_mouth(neutral.controls, self.shares.apply(neutral.controls))
        is_free[self.surface.corners[is_flesh]] = False
        is_free[self.surface.sharp] = False
        count = self.surface.count
        without_head = Mixture(self.shares, np.zeros((count, len(OVAL))), np.zeros((count, 3)))
        self.shares = bend(self.surface, is_free, without_head, neutral, MOST).shares


@cache
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


def _with_head(face: _Face, head: Head, level: int) -> Skin:
    """Face and head, sewn together at the oval."""
    inner = head.surface.count - len(head.ring)
    is_inner = np.ones(head.surface.count, bool)
    is_inner[head.ring] = False
    # The head's own vertices come after the face's; those of its ring are the face's.
    number = np.empty(head.surface.count, np.int64)
    number[is_inner] = face.surface.count + np.arange(inner)
    finer = len(face.ring) // len(head.ring)
    number[head.ring] = face.ring[::finer]
    corners, sizes = sew(head.surface, number, face.ring)
    surface = Surface(
        count=face.surface.count + inner,
        corners=np.concatenate((face.surface.corners, corners)),
        sizes=np.concatenate((face.surface.sizes, sizes)),
        # The face's border was sharp for want of polygons beyond it.
        sharp=face.surface.sharp[~np.isin(face.surface.sharp, face.ring).all(axis=1)],
    )
    mixture = _mixture(face, head, is_inner)
    neutral = _neutral()
    is_head = np.arange(surface.count) >= face.surface.count
    is_free = around_seam(neutral.places(mixture), face.ring, is_head, with_face=level > 0)
    mixture = bend(surface, is_free, mixture, neutral, MOST if level > 0 else FEW)
    on_head = (mixture.follow != 0).any(axis=1)
    blocks = block_blend(mixture.follow[on_head])
    # What the blocks cannot tell is left where it is on a neutral face.
    places = mixture.follow[on_head] @ neutral.oval
    mixture.places[on_head] += places - blocks.positions(neutral.oval)
    of_head = np.full(len(sizes), AREAS.index("skin"))
    none = Sparse((inner, FIRST_OF_FRAMES), *np.empty((3, 0), np.int64))
    return Skin(
        surface=surface,
        area=np.concatenate((face.area, of_head)),
        is_face=np.concatenate((is_skin(face.area), np.zeros(len(sizes), bool))),
        blend=blend_of(mixture.shares, mixture.places),
        spread=blend_of(stack(face.flat_shares, none)),
        flat=_with_head_flat(face.flat, head.rest[is_inner]),
        lines=face.lines,
        contours=face.contours,
        on_head=on_head,
        head=blocks,
    )


def _mixture(face: _Face, head: Head, is_inner: np.ndarray) -> Mixture:
    """Of the face's vertices, then of the head's that (n,) holds for."""
    inner = int(is_inner.sum())
    none = Sparse((inner, FIRST_OF_FRAMES), *np.empty((3, 0), np.int64))
    of_face = face.surface.count
    return Mixture(
        shares=stack(face.shares, none),
        follow=np.concatenate((np.zeros((of_face, len(OVAL))), head.follow[is_inner])),
        places=np.concatenate((np.zeros((of_face, 3)), head.places[is_inner])),
    )


@cache
def _neutral() -> Neutral:
    """Control points where their landmarks are on the neutral face."""
    rest = bundled().blender_basis().rest.astype(float)
    source = controls(has_eyes=True).source[:FIRST_OF_FRAMES]
    return Neutral(rest[source], rest[list(OVAL)])


def _with_head_flat(of_face: Flat, rest: np.ndarray) -> Flat:
    """The face's values, and plain skin for the head's vertices (n, 3)."""
    rows = of_face.as_rows()
    plain = np.zeros((len(rest), rows.shape[1]))
    plain[:, :3] = rest
    return of_face.like(np.concatenate((rows, plain)))
