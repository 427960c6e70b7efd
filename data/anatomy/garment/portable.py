"""What of a garment goes into one ordinary mesh: all that is seen, of as few vertices as do."""

from dataclasses import dataclass

import numpy as np

from ..eyeballs import BALL_RADIUS, IRIS_RADIUS
from ..topology import LANDMARKS
from .garment import MATERIALS, Garment
from .inside import coarse_teeth
from .surface import Surface

_BEHIND_LIDS = -0.1 * BALL_RADIUS / IRIS_RADIUS
"""Lids hide what lies further back on an eyeball, in iris radii along the gaze, as Garment.eye."""
_IN_BALL = 0.0125 / IRIS_RADIUS
"""The eyeball hides what lies further back on a cornea."""
_BETWEEN_LAYERS = 1.5
"""Radius of a strand's place: the inner layer of hair is on the circle of 1, the outer of 2."""
_IN_MOUTH = tuple(MATERIALS.index(name) for name in ("teeth", "gums", "tongue"))


@dataclass(frozen=True)
class Portable:
    """k vertices, the landmarks first, and p polygons over them.

    vertices: (k,) their numbers in the garment. material: (p,) index into MATERIALS.
    is_face: (p,) of the landmarks' skin, not the head's. uv: (k, 2) where MediaPipe has them, 0 for
    all that is no landmarks' skin. eye, strand: (k, 3) as the garment's.
    """

    vertices: np.ndarray
    surface: Surface
    material: np.ndarray
    is_face: np.ndarray
    uv: np.ndarray
    eye: np.ndarray
    strand: np.ndarray


def portable(made: Garment, has_lashes: bool, smooth_inside: bool) -> Portable:
    """What is to be seen of a garment.

    has_lashes: whether they are put on. smooth_inside: teeth with the vertices that make them
    smooth.
    """
    surface = made.surface
    kept = ~_is_hidden(made)
    if not has_lashes:
        kept &= made.material != MATERIALS.index("lashes")
    if not smooth_inside:
        kept &= ~np.isin(made.material, _IN_MOUTH)
    corners = surface.corners[kept[surface.polygon_of_corner]]
    sizes = surface.sizes[kept]
    material = made.material[kept]
    if not smooth_inside and made.is_tooth.any():
        coarse, names = coarse_teeth()
        # Smoothing puts old vertices before new ones.
        corners = np.concatenate((corners, coarse.corners + np.argmax(made.is_tooth)))
        sizes = np.concatenate((sizes, coarse.sizes))
        numbers = np.array([MATERIALS.index(name) for name in names])
        material = np.concatenate((material, numbers))
    is_used = np.zeros(surface.count, bool)
    is_used[:LANDMARKS] = True
    is_used[corners] = True
    vertices = np.flatnonzero(is_used)
    number = np.cumsum(is_used) - 1
    sharp = made.surface.sharp
    is_face = np.zeros(len(sizes), bool)
    of_skin = made.skin.is_face
    is_face[: len(of_skin)] = of_skin
    uv = np.zeros((surface.count, 2))
    uv[: len(made.skin.flat.uv)] = made.skin.flat.uv
    return Portable(
        vertices=vertices,
        surface=Surface(len(vertices), number[corners], sizes, number[sharp]),
        material=material,
        is_face=is_face,
        uv=uv[vertices],
        eye=made.eye[vertices],
        strand=made.strand[vertices],
    )


def _is_hidden(made: Garment) -> np.ndarray:
    """(p,) polygons of eyes that lie behind lids or in the eyeball with all their corners, and the
    inner layer of hair: without gaps between strands, the outer one covers it.
    """
    surface = made.surface
    ahead = made.eye[surface.corners, 2]
    furthest = np.maximum.reduceat(ahead, surface.starts)
    is_ball = made.material == MATERIALS.index("eyeball")
    is_cornea = made.material == MATERIALS.index("cornea")
    is_behind = (is_ball & (furthest < _BEHIND_LIDS)) | (is_cornea & (furthest < _IN_BALL))
    first = made.strand[surface.corners[surface.starts]]
    is_inner = np.linalg.norm(first[:, :2], axis=1) < _BETWEEN_LAYERS
    is_hair = made.material == MATERIALS.index("hair")
    return is_behind | (is_hair & is_inner)
