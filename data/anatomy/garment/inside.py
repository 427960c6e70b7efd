"""What a dressed face has besides its skin: teeth and tongue, eyeballs, lashes, and a shirt. All of
it is rigid."""

from enum import IntEnum
from functools import cache
from typing import NamedTuple

import numpy as np

from ..eyeballs import eyeballs
from ..lashes import VERTICES_OF_LASH, lashes
from ..mouth import GUMS, TEETH, TONGUE, shapes
from .blend import Blend, unmixed
from .blocks import BlockBlend, still
from .bust import coarse_shirt, shirt
from .surface import Surface, join_polygons

_OF_SHAPE = {TEETH: "teeth", GUMS: "gums", TONGUE: "tongue"}
_MILLIMETERS = 1000
"""In a meter; teeth and lashes are in millimeters."""
_NO_EDGES = np.empty((0, 2), np.int64)


class Carrier(IntEnum):
    """What a rigid vertex goes along with."""

    NONE = 0
    SKULL = 1
    JAW = 2
    RIGHT_EYE = 3
    LEFT_EYE = 4
    LASH = 5
    """Each lash has one of its own."""


class Inside(NamedTuple):
    """n vertices with p polygons, each of which is of one of the materials: names (p,).

    carrier: (n,) of Carrier.
    blend: of control points. Rigid vertices are mixed of none: their offset is a place in the
        carrier.
    strand: (n, 3) place in the hair.
    head: what of the oval they go with, if they are worn on the head.
    """

    surface: Surface
    materials: np.ndarray
    carrier: np.ndarray
    blend: Blend
    strand: np.ndarray | None = None
    head: BlockBlend | None = None


class LashRoots(NamedTuple):
    """Of n lashes, all (n,): first, next: the landmarks between which the root lies; share: how far
    from one to the other.
    """

    first: np.ndarray
    next: np.ndarray
    share: np.ndarray
    is_left: np.ndarray


@cache
def teeth() -> Inside:
    """Teeth, gums and tongue, smooth; shared, so change none of the arrays, as of those below."""
    coarse, materials = coarse_teeth()
    places = [shape.vertices / _MILLIMETERS for shape in shapes()]
    carriers: list[int] = []
    for shape in shapes():
        carriers += [Carrier.JAW if shape.jaw else Carrier.SKULL] * len(shape.vertices)
    surface = coarse.subdivide()
    to_smooth = surface.limiting() @ coarse.smoothing()
    local = to_smooth.apply(np.concatenate(places))
    # Each solid is all of the one carrier or of the other.
    carrier = coarse.spreading().apply(np.array(carriers, float)[:, None])[:, 0]
    return Inside(
        surface=surface,
        materials=np.repeat(materials, coarse.sizes),
        blend=unmixed(local),
        carrier=carrier.round().astype(np.int64),
    )


def coarse_teeth() -> tuple[Surface, list[str]]:
    """The polygons of teeth, gums and tongue before they are smoothed, and the material of each."""
    surfaces = []
    materials: list[str] = []
    count = 0
    for shape in shapes():
        corners, sizes = join_polygons(shape.faces)
        surfaces.append((corners + count, sizes))
        materials += [_OF_SHAPE[shape.kind]] * len(shape.faces)
        count += len(shape.vertices)
    corners = np.concatenate([corners for corners, _ in surfaces])
    sizes = np.concatenate([sizes for _, sizes in surfaces])
    return Surface(count, corners, sizes, _NO_EDGES), materials


@cache
def balls() -> Inside:
    """Eyeballs and corneas."""
    found = eyeballs()
    corners, sizes = join_polygons(found.polygons)
    return Inside(
        surface=Surface(len(found.vertices), corners, sizes, _NO_EDGES),
        materials=np.select(
            (found.is_cornea, found.is_iris, found.is_pupil),
            ("cornea", "iris", "pupil"),
            "eyeball",
        ),
        blend=unmixed(found.vertices),
        carrier=np.where(found.is_left, Carrier.LEFT_EYE, Carrier.RIGHT_EYE),
    )


@cache
def hairs() -> Inside:
    """The lashes of both eyes, VERTICES_OF_LASH each, in the order of `lash_roots`."""
    found = lashes()
    corners, sizes = join_polygons(found.faces)
    local = found.offsets / _MILLIMETERS
    return Inside(
        surface=Surface(len(local), corners, sizes, _NO_EDGES),
        materials=np.full(len(sizes), "lashes"),
        blend=unmixed(local),
        carrier=np.full(len(local), Carrier.LASH),
    )


@cache
def clothes() -> Inside:
    """The shirt, which nothing moves."""
    found = shirt()
    count = found.surface.count
    return Inside(
        surface=found.surface,
        materials=np.full(len(found.surface.sizes), "cloth"),
        blend=unmixed(found.vertices),
        carrier=np.full(count, Carrier.NONE),
        head=still(count),
    )


def coarse_clothes() -> tuple[Surface, list[str]]:
    """The polygons of the shirt before they are smoothed, and the material of each."""
    surface = coarse_shirt().surface
    return surface, ["cloth"] * len(surface.sizes)


@cache
def lash_roots() -> LashRoots:
    """Where the lashes stand, in their order."""
    found = lashes()
    roots = slice(0, None, VERTICES_OF_LASH)
    return LashRoots(
        first=found.first[roots],
        next=found.next[roots],
        share=found.share[roots],
        is_left=found.is_left[roots],
    )
