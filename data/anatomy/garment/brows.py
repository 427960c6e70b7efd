"""Brows as patches that lie on the skin, for viewports without shaders; renders paint their own.

Their shape is told in the brows' own coordinates, as the mask `skin_brow` has them: along from nose
to tail, and across.
"""

from typing import NamedTuple

import numpy as np

from ..topology import topology
from .blend import Blend, blend_of
from .skin import Skin
from .sparse import Sparse, sparse
from .surface import Surface, join_polygons

_FROM = 0.0
_TO = 1.16
"""Along a brow, which is a little longer than the line of its landmarks."""
_COLUMNS = 12
_ROWS = 3
"""Vertices along and across."""
_WIDE = 0.082
"""Half of a brow's width at its head, in its lengths."""
_NARROW = 0.012
"""The same at its tail."""
_TAPERING = 0.45
"""How far along that begins."""
_ROUND = 0.12
"""How far along the head is rounded off."""
_FORWARDS = 0.0008
"""How far the patches are before the skin, meters."""
_SIDES = (-1, 1)


class Brows(NamedTuple):
    """Patches of n vertices. on_skin: the shares (n, vertices of the skin) that each is mixed of;
    on_landmarks: those of the landmarks, for values that lie flat between them.
    """

    surface: Surface
    on_skin: Sparse
    on_landmarks: Blend

    def blend(self, skin: Blend) -> Blend:
        """What the patches are mixed of, by what the skin's vertices are mixed of."""
        count = len(skin.points)
        row = np.repeat(np.arange(count), skin.points.shape[1])
        shape = (count, int(skin.points.max()) + 1)
        shares = sparse(shape, row, skin.points.ravel(), skin.weight.ravel())
        offset = self.on_skin.apply(skin.offset)
        offset[:, 1] -= _FORWARDS  # the front is at -y
        return blend_of(self.on_skin @ shares, offset)


def brows(skin: Skin) -> Brows:
    """Those of both sides on a skin of any level."""
    places = _places()
    surface = skin.surface
    triangles = _fans(surface)
    is_face = skin.is_face[surface.polygon_of_corner]
    mask = skin.flat.masks["skin_brow"]
    side = np.sign(skin.flat.rest[:, 0])
    on_skin = _on_triangles(places, triangles[is_face], mask, side)
    face = topology()
    skin_triangles = face.triangles[face.in_areas("skin")]
    on_landmarks = _on_triangles(places, skin_triangles, mask, side)
    return Brows(_patches(), on_skin, blend_of(on_landmarks))


def _places() -> np.ndarray:
    """(n, 2) along and across of one brow's vertices, column by column from the nose."""
    along = np.linspace(_FROM, _TO, _COLUMNS)
    tapering = np.clip((_TO - along) / (_TO - _TAPERING), 0, 1)
    half_width = _NARROW + (_WIDE - _NARROW) * tapering
    from_head = np.clip((along - _FROM) / _ROUND, 0, 1)
    half_width *= np.sqrt(0.3 + 0.7 * from_head)
    across = np.linspace(-1, 1, _ROWS)
    columns = np.broadcast_to(along[:, None], (_COLUMNS, _ROWS))
    return np.stack((columns.ravel(), (half_width[:, None] * across).ravel()), axis=1)


def _patches() -> Surface:
    """Quads between the vertices of `_places`, right brow and left one, both facing the front."""
    polygons = []
    for side_number in range(len(_SIDES)):
        first = side_number * _COLUMNS * _ROWS
        for column in range(_COLUMNS - 1):
            for row in range(_ROWS - 1):
                here = first + column * _ROWS + row
                beside = here + _ROWS
                corners = [here, here + 1, beside + 1, beside]
                # The left one is the right one's mirror image.
                polygons.append(corners[::-1] if side_number else corners)
    corners, sizes = join_polygons(polygons)
    count = len(_SIDES) * _COLUMNS * _ROWS
    return Surface(count, corners, sizes, np.empty((0, 2), np.int64))


def _fans(surface: Surface) -> np.ndarray:
    """(c, 3) a triangle for each corner: its polygon's first vertex, this one and the next; those
    at a polygon's first corner and at its last have no area.
    """
    first = surface.corners[surface.starts[surface.polygon_of_corner]]
    following = surface.corners[surface.corner_after]
    return np.stack((first, surface.corners, following), axis=1)


def _on_triangles(
    places: np.ndarray,
    triangles: np.ndarray,
    mask: np.ndarray,
    side: np.ndarray,
) -> Sparse:
    """(2 n, vertices) the shares of triangles' corners in places (n, 2), of the right brow first.

    mask: (v, 3) along, across and presence of all vertices; side: (v,) below 0 on the right.
    """
    rows = []
    for sign in _SIDES:
        is_near = (mask[triangles, 2] > 0).any(axis=1) & (side[triangles] == sign).all(axis=1)
        near = triangles[is_near]
        chosen, share = _find(places, mask[near, :2].astype(float))
        rows.append((near[chosen], share))
    corners = np.concatenate([corners for corners, _ in rows])
    shares = np.concatenate([share for _, share in rows])
    row = np.repeat(np.arange(len(corners)), 3)
    return sparse((len(corners), len(mask)), row, corners.ravel(), shares.ravel())


def _find(places: np.ndarray, corners: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For places (n, 2) which of triangles (t, 3, 2) each is in, (n,), and the shares (n, 3) of its
    corners; of the nearest for places in none.
    """
    origin = corners[:, 0]
    sides = np.stack((corners[:, 1] - origin, corners[:, 2] - origin), axis=2)
    has_area = np.abs(np.linalg.det(sides)) > np.finfo(np.float32).eps
    sides[~has_area] = np.eye(2)
    apart = places[:, None] - origin
    of_sides = np.einsum("tij,ntj->nti", np.linalg.inv(sides), apart)
    shares = np.concatenate((1 - of_sides.sum(axis=2, keepdims=True), of_sides), axis=2)
    outside = np.where(has_area, -shares.min(axis=2), np.inf)
    chosen = outside.argmin(axis=1)
    return chosen, shares[np.arange(len(places)), chosen]
