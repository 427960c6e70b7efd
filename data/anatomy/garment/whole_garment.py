"""The dressed face as one mesh whose polygons never change: the skin with head, mouth and lids,
smooth to a level, all that is inside, hair and a shirt.

It is made once for a choice of parts. On each frame only control points, relay points and the
carriers of what is rigid are worked out, with which all vertices go. Lengths are meters, in the
face's own axes.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from ..eyeballs import IRIS_RADIUS
from ..lashes import VERTICES_OF_LASH
from ..topology import AREAS
from .blend import Blend, join
from .blocks import BlockBlend, join_blocks
from .brows import Brows, brows
from .cage import NO_AREA
from .hair import coiffure
from .inside import Carrier, Inside, balls, clothes, hairs, teeth
from .relay import Relay, around_eyes, by_relay, relay_points
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
class Garment:
    """All vertices (n) of a dressed face, the landmarks first, and its polygons (p).

    skin: the first of its vertices and polygons.
    material: (p,) index into MATERIALS.
    blend: of relay points; without eyes there are none, and it is of control points. Rigid vertices
        are mixed of none: their offset is a place on their carrier.
    carrier: (n,) of Carrier. lash_root: (n,) of lashes the relay point that is the root; else 0.
    strand: (n, 3) place in the hair, as `hair` has it; else 0.
    on_head: (n,) head, what of the face bends with it, shirt and hair, which a person changes;
        head: what of the oval they follow.
    brows: the last of its vertices and polygons, if there are any.
    """

    surface: Surface
    skin: Skin
    material: np.ndarray
    blend: Blend
    carrier: np.ndarray
    lash_root: np.ndarray
    strand: np.ndarray
    on_head: np.ndarray
    head: BlockBlend | None
    relay: Relay | None
    brows: Brows | None

    @property
    def is_tooth(self) -> np.ndarray:
        """(n,) whether each vertex is of teeth, gums or tongue."""
        return np.isin(self.carrier, (Carrier.SKULL, Carrier.JAW))

    @property
    def eye(self) -> np.ndarray:
        """(n, 3) place on an eyeball, in iris radii; else 0."""
        is_eye = np.isin(self.carrier, (Carrier.RIGHT_EYE, Carrier.LEFT_EYE))
        return np.where(is_eye[:, None], self.blend.offset / IRIS_RADIUS, 0)


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
        carrier=_pad(found.carrier, patches.surface.count),
        lash_root=_pad(found.lash_root, patches.surface.count),
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
    shirt = [clothes()] if parts.head else []
    hair = [coiffure()] if parts.head and parts.hair else []
    # Lashes come last: a face may be without them.
    lashes = [hairs()] if parts.eyes else []
    inside = [*mouth, *eyes, *shirt, *hair, *lashes]
    first = base.surface.count
    carrier = np.concatenate([np.full(first, Carrier.NONE), *(piece.carrier for piece in inside)])
    strand = np.zeros((len(carrier), 3))
    if hair:
        strand[_block(first, inside, hair)] = hair[0].strand
    on_head = _block(first, inside, [*shirt, *hair])
    head = None
    if base.head:
        on_head[:first] = base.on_head
        head = join_blocks([base.head, *(piece.head for piece in inside if piece.head)])
    blend = join([base.blend, *(piece.blend for piece in inside)])
    relay = None
    lash_root = np.zeros(len(carrier), np.int64)
    if parts.eyes:
        patch = around_eyes(base)
        relay = relay_points(base, patch)
        blend = by_relay(blend, patch.vertices)
        roots = np.flatnonzero(relay.is_lash_root)
        lash_root[carrier == Carrier.LASH] = np.repeat(roots, VERTICES_OF_LASH)
    return Garment(
        surface=_join_surfaces(base.surface, [piece.surface for piece in inside]),
        skin=base,
        material=_materials(base, inside),
        blend=blend,
        carrier=carrier,
        lash_root=lash_root,
        strand=strand,
        on_head=on_head,
        head=head,
        relay=relay,
        brows=None,
    )


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
