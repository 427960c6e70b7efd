"""What of a garment goes into one ordinary mesh: all that is seen, of as few vertices as do."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..eyeballs import BALL_RADIUS, IRIS_RADIUS
from ..topology import LANDMARKS
from .hair import is_covered
from .inside import coarse_clothes, coarse_teeth
from .surface import Surface
from .whole_garment import MATERIALS, Garment

_BEHIND_LIDS = -0.1 * BALL_RADIUS / IRIS_RADIUS
"""Lids hide what lies further back on an eyeball, in iris radii along the gaze, as Garment.eye."""
_IN_BALL = 0.0125 / IRIS_RADIUS
"""The eyeball hides what lies further back on a cornea."""
_BETWEEN_LAYERS = 1.5
"""Radius of a strand's place: the inner layer of hair is on the circle of 1, the outer of 2."""


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


def portable(
    made: Garment,
    has_lashes: bool,
    smooth: bool,
    has_gaps: bool,
) -> Portable:
    """What is to be seen of a garment.

    has_lashes: whether they are put on. smooth: teeth and shirt with the vertices that make them
    smooth. has_gaps: the hair's material shows, between strands, what is below.
    """
    surface = made.surface
    kept = ~_is_hidden(made, has_gaps)
    if not has_lashes:
        kept &= made.material != MATERIALS.index("lashes")
    pieces = [] if smooth else _coarse_pieces(made)
    for piece in pieces:
        kept &= ~np.isin(made.material, piece.material)
    corners = [surface.corners[kept[surface.polygon_of_corner]]]
    sizes = [surface.sizes[kept]]
    material = [made.material[kept]]
    for piece in pieces:
        corners.append(piece.corners)
        sizes.append(piece.sizes)
        material.append(piece.material)
    all_sizes = np.concatenate(sizes)
    all_material = np.concatenate(material)
    used = Surface(surface.count, np.concatenate(corners), all_sizes, surface.sharp)
    # The skin's polygons come first.
    is_face = np.zeros(len(all_sizes), bool)
    of_skin = kept[: len(made.skin.is_face)]
    is_face[: np.count_nonzero(of_skin)] = made.skin.is_face[of_skin]
    uv = np.zeros((surface.count, 2))
    uv[: len(made.skin.flat.uv)] = made.skin.flat.uv
    vertices = _used_vertices(used)
    return Portable(
        vertices=vertices,
        surface=_renumbered(used, vertices, _shading_breaks(used, all_material)),
        material=all_material,
        is_face=is_face,
        uv=uv[vertices],
        eye=made.eye[vertices],
        strand=made.strand[vertices],
    )


class _Piece(NamedTuple):
    """Polygons (p) by the garment's vertices, and their material (p,)."""

    corners: np.ndarray
    sizes: np.ndarray
    material: np.ndarray


def _coarse_pieces(made: Garment) -> list[_Piece]:
    """What of a garment is smooth at every level, without the vertices that make it so."""
    found = []
    for surface, names in (coarse_teeth(), coarse_clothes()):
        material = np.array([MATERIALS.index(name) for name in names])
        is_piece = np.isin(made.material, material)
        if is_piece.any():
            # Smoothing puts old vertices before new ones.
            first = made.surface.corners[is_piece[made.surface.polygon_of_corner]].min()
            found.append(_Piece(surface.corners + first, surface.sizes, material))
    return found


def _used_vertices(surface: Surface) -> np.ndarray:
    """(k,) ascending: the landmarks, and those that polygons have."""
    is_used = np.zeros(surface.count, bool)
    is_used[:LANDMARKS] = True
    is_used[surface.corners] = True
    return np.flatnonzero(is_used)


def _shading_breaks(surface: Surface, material: np.ndarray) -> np.ndarray:
    """(s, 2) the sharp edges, but for those within the flesh, which would split all its vertices
    for what is hardly seen.
    """
    is_flesh = material == MATERIALS.index("flesh")
    beside = surface.edge_of_corner[~is_flesh[surface.polygon_of_corner]]
    around = surface.keys(surface.edges[np.unique(beside)])
    return surface.sharp[np.isin(surface.keys(surface.sharp), around)]


def _renumbered(surface: Surface, vertices: np.ndarray, sharp: np.ndarray) -> Surface:
    """A surface's polygons over those of its vertices alone, which all its sharp edges have."""
    number = np.full(surface.count, -1)
    number[vertices] = np.arange(len(vertices))
    return Surface(len(vertices), number[surface.corners], surface.sizes, number[sharp])


def _is_hidden(made: Garment, has_gaps: bool) -> np.ndarray:
    """(p,) polygons of eyes that lie behind lids or in the eyeball with all their corners; and
    without gaps between strands the inner layer of hair and the skin below it.
    """
    surface = made.surface
    ahead = made.eye[surface.corners, 2]
    furthest = np.maximum.reduceat(ahead, surface.starts)
    is_ball = made.material == MATERIALS.index("eyeball")
    is_cornea = made.material == MATERIALS.index("cornea")
    is_behind = (is_ball & (furthest < _BEHIND_LIDS)) | (is_cornea & (furthest < _IN_BALL))
    is_hair = made.material == MATERIALS.index("hair")
    if has_gaps or not is_hair.any():
        return is_behind
    first = made.strand[surface.corners[surface.starts]]
    is_inner = np.linalg.norm(first[:, :2], axis=1) < _BETWEEN_LAYERS
    is_below = np.zeros(surface.count, bool)
    is_below[: made.skin.surface.count] = is_covered(made.skin.flat.rest)
    is_scalp = np.logical_and.reduceat(is_below[surface.corners], surface.starts)
    return is_behind | (is_hair & is_inner) | is_scalp
