"""The dressed face as one mesh whose polygons never change: the skin with head, mouth and lids,
smooth to a level, all that is inside, hair and a shirt.

It is made once for a choice of parts. On each frame only the control points and the relay points
are worked out, and each vertex is mixed of them. Lengths are meters, in the face's own axes.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from ..eyeballs import IRIS_RADIUS
from ..topology import AREAS
from .blend import MOST, Blend, join
from .blocks import BlockBlend, join_blocks
from .brows import Brows, brows
from .cage import NO_AREA
from .controls import CONTROLS, EYES, JAW, lid_rim
from .hair import coiffure
from .inside import Inside, LashFrames, balls, clothes, hairs, lash_frames, teeth
from .skin import Skin, skin
from .surface import Surface

_ADDED = (
    "flesh",
    "teeth",
    "gums",
    "tongue",
    "eyeball",
    "cornea",
    "lashes",
    "iris",
    "pupil",
    "brows",
    "cloth",
    "hair",
)
MATERIALS = (*AREAS, *_ADDED)
"""What polygons are made of: the landmarks' own areas, then all that is added."""

_CENTER_DEPTH = 0.0121
"""From the middle of an eye's opening back to the eyeball's center, as in face/parts/gaze.py."""
_REACH = 0.034
"""How near to an eyeball's center skin is that may be in its way, on any face."""
_FADING = 4
"""Over how many edges the motion out of its way fades."""


class Parts(NamedTuple):
    """Which parts a face has."""

    head: bool = True
    mouth: bool = True
    eyes: bool = True
    hair: bool = True
    """Only on a head."""

    @property
    def are_none(self) -> bool:
        """Whether nothing of them is there; hair alone is not shown."""
        return not (self.head or self.mouth or self.eyes)


@dataclass(frozen=True)
class Relay:
    """Points between control points and garment: the skin around the eyes, on which it is moved out
    of the eyeballs; then frames for the lashes on it; then all control points as they are.

    surface: the polygons of that skin. blend: (n points) of control points; 0 for lashes' frames.
    is_skin, is_lash_frame: (n,). lid_margin: (n,) 1 on the inner edges of lids.
    lash_frames: of the points between, with `first` and `next` by their index here.
    """

    surface: Surface
    blend: Blend
    is_skin: np.ndarray
    is_lash_frame: np.ndarray
    lid_margin: np.ndarray
    lash_frames: LashFrames


@dataclass(frozen=True)
class Garment:
    """All vertices (n) of a dressed face, the landmarks first, and its polygons (p).

    skin: the first of its vertices and polygons.
    material: (p,) index into MATERIALS.
    blend: of relay points; without eyes there are none, and it is of control points.
    eye: (n, 3) place on an eyeball, in iris radii; else 0.
    is_tooth: (n,) teeth, gums and tongue; tooth_x (n,) how far these are from the middle, meters;
        in_jaw (n,) those that go with the jaw. is_lash: (n,).
    strand: (n, 3) place in the hair, as `hair` has it; else 0.
    on_head: (n,) head, what of the face bends with it, shirt and hair, which a person changes;
        head: what of the oval they follow.
    brows: the last of its vertices and polygons, if there are any.
    """

    surface: Surface
    skin: Skin
    material: np.ndarray
    blend: Blend
    eye: np.ndarray
    is_tooth: np.ndarray
    tooth_x: np.ndarray
    in_jaw: np.ndarray
    is_lash: np.ndarray
    strand: np.ndarray
    on_head: np.ndarray
    head: BlockBlend | None
    relay: Relay | None
    brows: Brows | None


def garment(parts: Parts, level: int, has_brows: bool = False) -> Garment:
    """The garment for a choice of parts, whose skin has each edge halved `level` times.

    Of a face with eyes it may have brows that show without a shader.
    """
    found = _without_brows(parts, level)
    if not (has_brows and parts.eyes):
        return found
    patches = brows(found.skin)
    return replace(
        found,
        surface=_join_surfaces(found.surface, [patches.surface]),
        material=_pad(found.material, len(patches.surface.sizes), MATERIALS.index("brows")),
        blend=join([found.blend, patches.blend(found.blend)]),
        eye=_pad(found.eye, patches.surface.count),
        is_tooth=_pad(found.is_tooth, patches.surface.count),
        tooth_x=_pad(found.tooth_x, patches.surface.count),
        in_jaw=_pad(found.in_jaw, patches.surface.count),
        is_lash=_pad(found.is_lash, patches.surface.count),
        strand=_pad(found.strand, patches.surface.count),
        on_head=_pad(found.on_head, patches.surface.count),
        brows=patches,
    )


def _pad(values: np.ndarray, count: int, value: int = 0) -> np.ndarray:
    """Rows (n, ..) with `count` more behind them, all of one value."""
    more = np.full((count, *values.shape[1:]), value, values.dtype)
    return np.concatenate((values, more))


def _without_brows(parts: Parts, level: int) -> Garment:
    base = skin(parts.head, parts.mouth, parts.eyes, level)
    mouth = [teeth()] if parts.mouth else []
    eyes = [balls()] if parts.eyes else []
    lashes = [hairs()] if parts.eyes else []
    shirt = [clothes()] if parts.head else []
    hair = [coiffure()] if parts.head and parts.hair else []
    # Lashes come last: a face may be without them.
    inside = [*mouth, *eyes, *shirt, *hair, *lashes]
    first = base.surface.count
    is_tooth = _block(first, inside, mouth)
    tooth_x = np.zeros(len(is_tooth))
    in_jaw = np.zeros(len(is_tooth), bool)
    eye = np.zeros((len(is_tooth), 3))
    strand = np.zeros((len(is_tooth), 3))
    is_eye = _block(first, inside, eyes)
    is_lash = _block(first, inside, lashes)
    if mouth:
        tooth_x[is_tooth] = np.abs(mouth[0].local[:, 0])
        in_jaw[is_tooth] = mouth[0].origin == JAW
    if eyes:
        eye[is_eye] = eyes[0].local / IRIS_RADIUS
    if hair:
        strand[_block(first, inside, hair)] = hair[0].local
    on_head = _block(first, inside, [*shirt, *hair])
    head = None
    if base.head:
        on_head[:first] = base.on_head
        head = join_blocks([base.head, *(piece.head for piece in inside if piece.head)])
    blend = join([base.blend, *(piece.blend for piece in inside)])
    relay = None
    if parts.eyes:
        patch = _patch(base)
        relay = _relay(base, patch)
        blend = _by_relay(blend, patch.vertices, is_lash)
    return Garment(
        surface=_join_surfaces(base.surface, [piece.surface for piece in inside]),
        skin=base,
        material=_materials(base, inside),
        blend=blend,
        eye=eye,
        is_tooth=is_tooth,
        tooth_x=tooth_x,
        in_jaw=in_jaw,
        is_lash=is_lash,
        strand=strand,
        on_head=on_head,
        head=head,
        relay=relay,
        brows=None,
    )


def _relay(base: Skin, patch: "_Patch") -> Relay:
    """The relay points for a skin."""
    frames = lash_frames()
    skin_points = len(patch.vertices)
    frame_count = len(frames.first)
    none = _one_to_one(np.zeros(frame_count, np.int64), 0.0)
    itself = _one_to_one(np.arange(CONTROLS), 1.0)
    blend = join([base.blend.pick(patch.vertices), none, itself])
    place = np.arange(len(blend.points))
    is_skin = place < skin_points
    lid_margin = np.zeros(len(place))
    lid_margin[is_skin] = base.flat.lid_margin[patch.vertices]
    return Relay(
        surface=Surface(len(place), patch.corners, patch.sizes, np.empty((0, 2), np.int64)),
        blend=blend,
        is_skin=is_skin,
        is_lash_frame=~is_skin & (place < skin_points + frame_count),
        lid_margin=lid_margin,
        # The landmarks of the lids' rims are vertices of the patch.
        lash_frames=frames._replace(
            first=np.searchsorted(patch.vertices, frames.first),
            next=np.searchsorted(patch.vertices, frames.next),
        ),
    )


def _by_relay(blend: Blend, patch: np.ndarray, is_lash: np.ndarray) -> Blend:
    """A garment's blend (n) of control points, lashes' of their frames, as one of relay points.

    patch: the vertices that are relay points themselves.
    """
    frame_count = len(lash_frames().first)
    first_of_frames = len(patch)
    first_of_controls = first_of_frames + frame_count
    shift = np.where(is_lash, first_of_frames, first_of_controls)
    points = np.where(blend.weight == 0, 0, blend.points + shift[:, None])
    found = Blend(points, blend.weight.copy(), blend.offset)
    itself = _one_to_one(np.arange(len(patch)), 1.0)
    found.points[patch] = itself.points
    found.weight[patch] = itself.weight
    return found


def _one_to_one(points: np.ndarray, share: float) -> Blend:
    """The blend of vertices (n,) that are each `share` of one point."""
    chosen = np.zeros((len(points), MOST), np.int64)
    weight = np.zeros((len(points), MOST))
    chosen[:, 0] = points
    weight[:, 0] = share
    return Blend(chosen, weight, np.zeros((len(points), 3)))


def _block(first: int, pieces: list[Inside], wanted: list[Inside]) -> np.ndarray:
    """(n,) whether each vertex is one of the wanted pieces', which follow on `first` others."""
    found = [np.zeros(first, bool)]
    for piece in pieces:
        is_wanted = any(piece is one for one in wanted)
        found.append(np.full(piece.surface.count, is_wanted))
    return np.concatenate(found)


def _join_surfaces(base: Surface, pieces: list[Surface]) -> Surface:
    """All polygons over all vertices."""
    corners = [base.corners]
    sizes = [base.sizes]
    count = base.count
    for piece in pieces:
        corners.append(piece.corners + count)
        sizes.append(piece.sizes)
        count += piece.count
    return Surface(count, np.concatenate(corners), np.concatenate(sizes), base.sharp)


def _materials(base: Skin, pieces: list[Inside]) -> np.ndarray:
    """(p,) index into MATERIALS."""
    flesh = MATERIALS.index("flesh")
    found = [np.where(base.area == NO_AREA, flesh, base.area)]
    for piece in pieces:
        found.append(np.array([MATERIALS.index(name) for name in piece.materials]))
    return np.concatenate(found)


class _Patch(NamedTuple):
    """The skin around the eyes: vertices (n,) of the garment, and polygons by places in these."""

    vertices: np.ndarray
    corners: np.ndarray
    sizes: np.ndarray


def _patch(base: Skin) -> _Patch:
    """The skin near to the eyeballs, and as much around as its motion fades over."""
    surface = base.surface
    is_near = np.zeros(surface.count, bool)
    for eye in EYES:
        center = base.flat.rest[lid_rim(eye)].mean(axis=0)
        center[1] += _CENTER_DEPTH
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
    return _Patch(vertices, places.ravel(), surface.sizes[kept])
