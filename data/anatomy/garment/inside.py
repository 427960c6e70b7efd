"""What a dressed face has besides its skin: teeth and tongue, eyeballs, lashes, and a shirt. All of
it is rigid."""

from functools import cache
from typing import NamedTuple

import numpy as np

from ..eyeballs import eyeballs
from ..lashes import VERTICES_OF_LASH, lashes
from ..mouth import GUMS, TEETH, TONGUE, shapes
from .blend import MOST, Blend
from .blocks import BlockBlend, still
from .bust import coarse_shirt, shirt
from .controls import JAW, LEFT_EYE, POINTS_OF_FRAME, RIGHT_EYE, SKULL, frame_points, in_frame
from .surface import Surface, join_polygons

_OF_SHAPE = {TEETH: "teeth", GUMS: "gums", TONGUE: "tongue"}
_MILLIMETERS = 1000
"""In a meter; teeth and lashes are in millimeters."""
_NO_EDGES = np.empty((0, 2), np.int64)


class Inside(NamedTuple):
    """n vertices with p polygons, each of which is of one of the materials: names (p,).

    blend: by the control points, or the points of `lash_frames` for lashes.
    origin: (n,) the point that is the origin of each vertex's frame; 0 where there is no frame.
    local: (n, 3) places in that frame, meters.
    head: what of the oval they go with, if they are worn on the head.
    """

    surface: Surface
    materials: np.ndarray
    blend: Blend
    origin: np.ndarray
    local: np.ndarray
    head: BlockBlend | None = None


class LashFrames(NamedTuple):
    """Four points a lash, as a frame has them: the root, then a step outwards from the eyeball,
    away from the rim, and along it. All (n,), local (n, 3) meters.

    first, next: the landmarks between which the root lies. share: how far from one to the other.
    """

    first: np.ndarray
    next: np.ndarray
    share: np.ndarray
    is_left: np.ndarray
    local: np.ndarray


@cache
def teeth() -> Inside:
    """Teeth, gums and tongue, smooth; shared, so change none of the arrays, as of those below."""
    coarse, materials = coarse_teeth()
    places = [shape.vertices / _MILLIMETERS for shape in shapes()]
    origins: list[int] = []
    for shape in shapes():
        origins += [JAW if shape.jaw else SKULL] * len(shape.vertices)
    surface = coarse.subdivide()
    to_smooth = surface.limiting() @ coarse.smoothing()
    local = to_smooth.apply(np.concatenate(places))
    # Each solid is all of the one frame or of the other.
    origin = coarse.spreading().apply(np.array(origins, float)[:, None])[:, 0]
    origin = origin.round().astype(np.int64)
    return Inside(
        surface=surface,
        materials=np.repeat(materials, coarse.sizes),
        blend=_rigid(local, origin),
        origin=origin,
        local=local,
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
    origin = np.where(found.is_left, LEFT_EYE, RIGHT_EYE)
    return Inside(
        surface=Surface(len(found.vertices), corners, sizes, _NO_EDGES),
        materials=np.select(
            (found.is_cornea, found.is_iris, found.is_pupil),
            ("cornea", "iris", "pupil"),
            "eyeball",
        ),
        blend=_rigid(found.vertices, origin),
        origin=origin,
        local=found.vertices,
    )


@cache
def hairs() -> Inside:
    """The lashes of both eyes; their blends are by the points of `lash_frames`."""
    found = lashes()
    corners, sizes = join_polygons(found.faces)
    local = found.offsets / _MILLIMETERS
    origin = POINTS_OF_FRAME * (np.arange(len(local)) // VERTICES_OF_LASH)
    return Inside(
        surface=Surface(len(local), corners, sizes, _NO_EDGES),
        materials=np.full(len(sizes), "lashes"),
        blend=_rigid(local, origin),
        origin=origin,
        local=local,
    )


@cache
def clothes() -> Inside:
    """The shirt, which nothing moves."""
    found = shirt()
    count = found.surface.count
    return Inside(
        surface=found.surface,
        materials=np.full(len(found.surface.sizes), "cloth"),
        blend=Blend(np.zeros((count, MOST), np.int64), np.zeros((count, MOST)), found.vertices),
        origin=np.zeros(count, np.int64),
        local=found.vertices,
        head=still(count),
    )


def coarse_clothes() -> tuple[Surface, list[str]]:
    """The polygons of the shirt before they are smoothed, and the material of each."""
    surface = coarse_shirt().surface
    return surface, ["cloth"] * len(surface.sizes)


@cache
def lash_frames() -> LashFrames:
    """A frame for each lash, in their order."""
    found = lashes()
    lash_count = len(found.share) // VERTICES_OF_LASH
    roots = np.arange(lash_count) * VERTICES_OF_LASH
    points = np.repeat(roots, POINTS_OF_FRAME)
    return LashFrames(
        first=found.first[points],
        next=found.next[points],
        share=found.share[points],
        is_left=found.is_left[points],
        local=np.tile(frame_points(), (lash_count, 1)),
    )


def _rigid(local: np.ndarray, origin: np.ndarray) -> Blend:
    """The blend of vertices at `local` (n, 3) in the frames whose origins are points (n,)."""
    weight = np.zeros((len(local), MOST))
    weight[:, :POINTS_OF_FRAME] = in_frame(local)
    points = np.zeros((len(local), MOST), np.int64)
    points[:, :POINTS_OF_FRAME] = origin[:, None] + np.arange(POINTS_OF_FRAME)
    return Blend(points, weight, np.zeros((len(local), 3)))
