"""Relay points: between control points and garment, for what happens around the eyes.

Lengths are meters, in the face's own axes.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..eyeballs import CENTER_DEPTH
from .blend import Blend, join, unmixed
from .cage import NO_AREA
from .control_points import CONTROLS, EYES, lid_rim
from .inside import LashRoots, lash_roots
from .skin import Skin
from .surface import Surface

_REACH = 0.034
"""How near to an eyeball's center skin is that may be in its way, on any face."""
_FADING = 4
"""Over how many edges the motion out of its way fades."""


@dataclass(frozen=True)
class Relay:
    """Points between control points and garment: the skin around the eyes, on which it is moved out
    of the eyeballs; then the roots of the lashes on it; then all control points as they are.

    surface: the polygons of that skin. blend: (n points) of control points; 0 for lashes' roots.
    is_skin, is_lash_root: (n,). lid_margin: (n,) 1 on the inner edges of lids.
    lash_roots: of the points between, with `first` and `next` by their index here.
    """

    surface: Surface
    blend: Blend
    is_skin: np.ndarray
    is_lash_root: np.ndarray
    lid_margin: np.ndarray
    lash_roots: LashRoots


class Patch(NamedTuple):
    """The skin around the eyes: vertices (n,) of the garment, and polygons by places in these."""

    vertices: np.ndarray
    corners: np.ndarray
    sizes: np.ndarray


def relay_points(base: Skin, patch: Patch) -> Relay:
    """The relay points for a skin."""
    roots = lash_roots()
    skin_points = len(patch.vertices)
    root_count = len(roots.first)
    none = unmixed(np.zeros((root_count, 3)))
    itself = _one_to_one(np.arange(CONTROLS))
    blend = join([base.blend.pick(patch.vertices), none, itself])
    place = np.arange(len(blend.points))
    is_skin = place < skin_points
    lid_margin = np.zeros(len(place))
    lid_margin[is_skin] = base.flat.lid_margin[patch.vertices]
    return Relay(
        surface=Surface(len(place), patch.corners, patch.sizes, np.empty((0, 2), np.int64)),
        blend=blend,
        is_skin=is_skin,
        is_lash_root=~is_skin & (place < skin_points + root_count),
        lid_margin=lid_margin,
        # The landmarks of the lids' rims are vertices of the patch.
        lash_roots=roots._replace(
            first=np.searchsorted(patch.vertices, roots.first),
            next=np.searchsorted(patch.vertices, roots.next),
        ),
    )


def by_relay(blend: Blend, patch: np.ndarray) -> Blend:
    """A garment's blend (n) of control points as one of relay points.

    patch: the vertices that are relay points themselves.
    """
    first_of_controls = len(patch) + len(lash_roots().first)
    points = np.where(blend.weight == 0, 0, blend.points + first_of_controls)
    found = Blend(points, blend.weight.copy(), blend.offset)
    itself = _one_to_one(np.arange(len(patch)))
    found.points[patch] = itself.points
    found.weight[patch] = itself.weight
    return found


def _one_to_one(points: np.ndarray) -> Blend:
    """The blend of vertices (n,) that are each where one point is."""
    blend = unmixed(np.zeros((len(points), 3)))
    blend.points[:, 0] = points
    blend.weight[:, 0] = 1
    return blend


def around_eyes(base: Skin) -> Patch:
    """The skin near to the eyeballs, and as much around as its motion fades over."""
    surface = base.surface
    is_near = np.zeros(surface.count, bool)
    for eye in EYES:
        center = base.flat.rest[lid_rim(eye)].mean(axis=0)
        center[1] += CENTER_DEPTH
        is_near |= np.linalg.norm(base.flat.rest - center, axis=1) < _REACH
    # Of the face alone: the head is far, and what is only near in space is not met by fading.
    is_of_face = base.is_face | (base.area == NO_AREA)
    if base.on_head is not None:
        # Nor what is at its place only with the oval, which relay points are without.
        is_of_face &= ~surface.has_any(base.on_head)
    corner_counts = is_of_face[surface.polygon_of_corner]
    for _ in range(_FADING):
        touched = np.zeros(len(surface.sizes), bool)
        touched[surface.polygon_of_corner[is_near[surface.corners] & corner_counts]] = True
        is_near[surface.corners[touched[surface.polygon_of_corner]]] = True
    is_inside = is_near[surface.corners] & corner_counts
    kept = np.logical_and.reduceat(is_inside, surface.starts)
    corners = surface.corners[kept[surface.polygon_of_corner]]
    vertices, places = np.unique(corners, return_inverse=True)
    return Patch(vertices, places.ravel(), surface.sizes[kept])
