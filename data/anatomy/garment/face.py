"""The face's part of a dressed face's skin, made finer."""

from functools import cache

import numpy as np

from ...bundled import bundled
from ..contours import contour_edges
from ..mixing import MOST
from ..topology import LANDMARKS, OVAL
from .bending import Mixture, Neutral, around_corners_of_mouth, bend, least_bent
from .cage import cage, is_skin
from .control_points import CONTROLS, controls
from .flat import flat_of_cage
from .sparse import identity
from .surface import Surface


@cache
def face_of(has_mouth: bool, has_eyes: bool, level: int) -> "Face":
    """The face with each edge halved `level` times; it is shared, so change none of its arrays."""
    face = Face(has_mouth, has_eyes)
    for _ in range(level):
        face.subdivide()
    if level > 0:
        face.shares = face.surface.limiting() @ face.shares
    face.drop_unused()
    if level > 0:
        face.soften_corners_of_mouth()
    return face


@cache
def neutral() -> Neutral:
    """Control points where their landmarks are on the neutral face."""
    rest = bundled().blender_basis().rest.astype(float)
    source = controls(has_eyes=True).source[:CONTROLS]
    return Neutral(rest[source], rest[list(OVAL)])


class Face:
    """The face's part of the skin, which `subdivide` makes finer."""

    def __init__(self, has_mouth: bool, has_eyes: bool) -> None:
        base = cage(has_mouth, has_eyes)
        self.surface = base.surface
        self.area = base.area
        # Each row says of which control points a vertex is mixed: at first of itself alone.
        self.shares = identity(CONTROLS)
        self.flat_shares = identity(CONTROLS)
        self.flat = flat_of_cage()
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
        at_rest = neutral()
        rest = self.shares.apply(at_rest.controls)
        is_free = around_corners_of_mouth(at_rest.controls, rest)
        is_free[self.surface.corners[is_flesh]] = False
        is_free[self.surface.sharp] = False
        count = self.surface.count
        without_head = Mixture(self.shares, np.zeros((count, len(OVAL))), np.zeros((count, 3)))
        step = least_bent(self.surface, at_rest.places(without_head), is_free)
        self.shares = bend(step, without_head, at_rest, MOST).shares
