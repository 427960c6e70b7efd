"""A place in one picture for all of a dressed face: the UVs that its textures go by.

The face keeps MediaPipe's layout, smaller. All else has a rectangle of its own, so that what is
baked there never meets another part. UVs are 0 to 1 from the lower left.
"""

from typing import NamedTuple

import numpy as np

from ..topology import AREAS
from .portable_mesh import Portable
from .whole_garment import MATERIALS


class Rectangle(NamedTuple):
    """Part of the picture."""

    left: float
    low: float
    width: float
    height: float

    def place(self, inside: np.ndarray) -> np.ndarray:
        """(n, 2) for places (n, 2) within it, 0 to 1; what is beyond goes to its edge."""
        return np.clip(inside, 0, 1) * (self.width, self.height) + (self.left, self.low)


MARGIN = 100
"""The picture is this many times as wide as colors run on around each part: what is seen from afar
is mixed with what lies beside it."""

FACE = Rectangle(0.01, 0.37, 0.62, 0.62)
HEAD = Rectangle(0.01, 0.01, 0.38, 0.34)
HAIR = Rectangle(0.41, 0.01, 0.22, 0.34)
EYE = Rectangle(0.65, 0.65, 0.34, 0.34)
"""Both eyes have the same colors, and so share it."""
_PLANAR = {
    "teeth": (Rectangle(0.65, 0.49, 0.34, 0.14), (0, 2)),
    "gums": (Rectangle(0.65, 0.33, 0.34, 0.14), (0, 2)),
    "tongue": (Rectangle(0.65, 0.17, 0.16, 0.14), (0, 1)),
    "flesh": (Rectangle(0.83, 0.17, 0.16, 0.14), (0, 2)),
    "lashes": (Rectangle(0.65, 0.01, 0.16, 0.14), (0, 2)),
    "cornea": (Rectangle(0.83, 0.01, 0.07, 0.14), (0, 2)),
    "cloth": (Rectangle(0.92, 0.01, 0.07, 0.14), (0, 2)),
}
"""Seen along an axis: material -> rectangle, and the axes that go across and up in it."""
_IN_SHADOW = {
    "gums": 0.45,
    "tongue": 0.4,
}
"""How much light comes into the mouth to these."""
_DARKEST_FLESH = 0.2
_LIDS = (0.45, 0.8)
"""Below this height in its rectangle flesh is the mouth's, in the dark, and above it the lids'."""
_DARKEST_TEETH = 0.4
"""The last ones; toward the front they are lighter."""
_BALL = tuple(MATERIALS.index(name) for name in ("eyeball", "iris", "pupil"))
_BACK_OF_BALL = 1.75
"""Radians from the gaze to where an eyeball ends behind the lids."""
_FRONT_ENLARGED = 0.6
"""Exponent: the iris has more of the picture than the white."""
_SEAM = 0.3
"""Radians by which polygons may reach over the back of the head, where its picture is cut."""


def lay_out(parts: Portable, positions: np.ndarray) -> np.ndarray:
    """(corners, 2) UVs of polygons' corners, for a neutral face with vertices at (k, 3)."""
    surface = parts.surface
    polygon = surface.polygon_of_corner
    material = parts.material[polygon]
    uv = FACE.place(parts.uv[surface.corners])
    is_skin = material == AREAS.index("skin")
    on_head = is_skin & ~parts.is_face[polygon]
    places = positions[surface.corners]
    if on_head.any():
        uv[on_head] = HEAD.place(_around(places[on_head], polygon[on_head]))
    on_ball = np.isin(material, _BALL)
    uv[on_ball] = EYE.place(_from_gaze(parts.eye[surface.corners[on_ball]]))
    on_hair = material == MATERIALS.index("hair")
    uv[on_hair] = HAIR.place(_from_crown(parts.strand[surface.corners[on_hair]]))
    for name, (rectangle, axes) in _PLANAR.items():
        is_part = material == MATERIALS.index(name)
        if is_part.any():
            uv[is_part] = rectangle.place(_stretched(places[is_part][:, axes]))
    return uv


def shade(size: int) -> np.ndarray:
    """(size, size) by how much the picture is darkened, lowest row first: 1 but for the inside of
    the mouth, where other programs would let light in.
    """
    factors = np.ones((size, size))
    for name, light in _IN_SHADOW.items():
        _part_of(factors, name)[:] = light
    flesh = _part_of(factors, "flesh")
    height = np.linspace(0, 1, len(flesh))
    flesh[:] = np.interp(height, _LIDS, (_DARKEST_FLESH, 1))[:, None]
    teeth = _part_of(factors, "teeth")
    aside = np.abs(np.linspace(-1, 1, teeth.shape[1]))
    teeth[:] = 1 - (1 - _DARKEST_TEETH) * aside
    return factors


def _part_of(picture: np.ndarray, name: str) -> np.ndarray:
    """The view of a picture (size, size) that holds a material's rectangle."""
    rectangle, _axes = _PLANAR[name]
    left, low, width, height = (np.array(rectangle) * len(picture)).round().astype(int)
    # With the margin around it, into which colors run on.
    margin = len(picture) // MARGIN
    rows = slice(max(low - margin, 0), low + height + margin)
    return picture[rows, left - margin : left + width + margin]


def _around(places: np.ndarray, polygon: np.ndarray) -> np.ndarray:
    """(c, 2) longitude and latitude, 0 to 1, of corners (c, 3); cut at the back of the head.

    polygon: (c,) which corners belong together, in ascending order.
    """
    middle = (places.min(axis=0) + places.max(axis=0)) / 2
    x, y, z = (places - (0, middle[1], middle[2])).T
    # The front is at -y.
    longitude = np.arctan2(x, -y)
    _, firsts, number = np.unique(polygon, return_index=True, return_inverse=True)
    # All corners of a polygon on the side of the cut where its middle is.
    east = np.add.reduceat(np.sin(longitude), firsts)
    north = np.add.reduceat(np.cos(longitude), firsts)
    of_polygon = np.arctan2(east, north)[number]
    turned = longitude - of_polygon
    longitude = of_polygon + (turned + np.pi) % (2 * np.pi) - np.pi
    latitude = np.arctan2(z, np.hypot(x, y))
    across = 0.5 + longitude / (2 * np.pi + 2 * _SEAM)
    return np.stack((across, _stretched(latitude[:, None])[:, 0]), axis=1)


def _from_gaze(places: np.ndarray) -> np.ndarray:
    """(c, 2) of places (c, 3) on an eyeball: the pupil in the middle, the back at the rim."""
    aside = np.hypot(places[:, 0], places[:, 1])
    angle = np.arctan2(aside, places[:, 2])
    reach = (angle / _BACK_OF_BALL) ** _FRONT_ENLARGED
    direction = places[:, :2] / np.maximum(aside, 1e-9)[:, None]
    return 0.5 + 0.5 * reach[:, None] * direction


def _from_crown(strands: np.ndarray) -> np.ndarray:
    """(c, 2) of places (c, 3) in the hair: the crown in the middle, the hairline at the rim."""
    circle = strands[:, :2]
    radius = np.linalg.norm(circle, axis=1, keepdims=True)
    return 0.5 + 0.5 * strands[:, 2:] * circle / np.maximum(radius, 1e-9)


def _stretched(places: np.ndarray) -> np.ndarray:
    """Places (c, k) from the lowest at 0 to the highest at 1."""
    low = places.min(axis=0)
    return (places - low) / np.maximum(places.max(axis=0) - low, 1e-9)
