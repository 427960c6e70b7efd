"""Face and head in one surface, sewn together at the oval and bent there so that no edge shows."""

from functools import cache

import numpy as np

from ..mixing import MOST
from ..topology import OVAL
from .bending import Mixture, around_seam, bend, least_bent
from .blend import FEW
from .blocks import block_blend
from .control_points import CONTROLS
from .face import Face, face_of, neutral
from .head import Head, head_of
from .head_shell import shell
from .sparse import Sparse, stack
from .surface import Surface


class Sewn:
    """n vertices, the face's first, then the head's own.

    shares: (n, control points) what they are mixed of. follow: (n, 36) by how much they go along
    with OVAL's landmarks besides. offset: (n, 3) what is added to both.
    on_head: (n,) which of them, m in number, go with the head: its own and those of the face that
    bend with it. blocks: (m) what they follow, by blocks of the oval.
    """

    def __init__(self, face: Face, head: Head, level: int) -> None:
        self._head = head
        self.surface = _sewn_surface(face, head)
        count = self.surface.count
        self._is_of_head = np.arange(count) >= face.surface.count
        mixture = self._mixture(face)
        rest = neutral().places(mixture)
        is_free = around_seam(rest, face.ring, self._is_of_head, with_face=level > 0)
        self._step = least_bent(self.surface, rest, is_free)
        bent = bend(self._step, mixture, neutral(), MOST if level > 0 else FEW)
        self.shares = bent.shares
        self.follow = bent.follow
        self.on_head = self._is_of_head | (bent.follow != 0).any(axis=1)
        self.blocks = block_blend(self.follow[self.on_head])
        self.offset = np.zeros((count, 3))
        self.offset[self.on_head] = self.head_offset(shell().rest)

    def _mixture(self, face: Face) -> Mixture:
        """Face and head as they are without each other."""
        own = np.zeros((len(self._is_of_head), len(OVAL)))
        own[self._is_of_head] = self._head.follow
        none = Sparse((len(self._head.follow), CONTROLS), *np.empty((3, 0), np.int64))
        return Mixture(stack(face.shares, none), own, self._unbent(shell().rest))

    def _unbent(self, places: np.ndarray) -> np.ndarray:
        """(n, k) as `fixed`, of face and head without each other."""
        found = np.zeros((len(self._is_of_head), places.shape[1]))
        found[self._is_of_head] = self._head.fixed(places)
        return found

    def fixed(self, places: np.ndarray) -> np.ndarray:
        """(n, k) where all vertices would be if all landmarks were at the origin, for those of the
        shell at `places` (s, k).
        """
        return self._step.apply(self._unbent(places))

    def head_offset(self, places: np.ndarray) -> np.ndarray:
        """(m, k) the offset of the vertices on_head, for those of the shell at `places` (s, k)."""
        # What the blocks cannot tell is left where it is on that head.
        oval = places[-len(OVAL) :]
        left = self.follow[self.on_head] @ oval - self.blocks.positions(oval)
        return self.fixed(places)[self.on_head] + left


@cache
def sewn(has_mouth: bool, has_eyes: bool, level: int) -> Sewn:
    """Face and head with each edge of the face halved so often; shared, so change no arrays."""
    return Sewn(face_of(has_mouth, has_eyes, level), head_of(level), level)


def head_offset(places: np.ndarray, level: int) -> np.ndarray:
    """(m, k) the blend's offset of the vertices that are on the head, in the order of `Skin`, where
    those of the shell are at `places` (s, k); or what moving them, and the oval with them, adds.
    """
    # Mouth and eyes are far from the seam.
    return sewn(has_mouth=True, has_eyes=True, level=level).head_offset(places)


def _sewn_surface(face: Face, head: Head) -> Surface:
    """The polygons of both; the vertices of the head's ring are the face's."""
    number = np.empty(head.surface.count, np.int64)
    inner = len(head.follow)
    number[head.is_inner] = face.surface.count + np.arange(inner)
    finer = len(face.ring) // len(head.ring)
    number[head.ring] = face.ring[::finer]
    corners, sizes = _sew(head.surface, number, face.ring)
    # The face's border was sharp for want of polygons beyond it.
    is_border = np.isin(face.surface.sharp, face.ring).all(axis=1)
    return Surface(
        count=face.surface.count + inner,
        corners=np.concatenate((face.surface.corners, corners)),
        sizes=np.concatenate((face.surface.sizes, sizes)),
        sharp=face.surface.sharp[~is_border],
    )


def _sew(
    surface: Surface,
    number: np.ndarray,
    ring: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Corners and sizes of the head's polygons in the skin's numbers.

    number: (n,) of each vertex of the head in the skin. ring: (r,) the face's border, which may
    have a vertex more between two of the head's: polygons there get it as a corner.
    """
    corners = number[surface.corners]
    following = corners[surface.corner_after]
    # Pairs of neighbors on the head's side -> the vertex between them on the face's.
    between: dict[tuple[int, int], int] = {}
    if len(ring) > len(OVAL) and len(ring) > np.isin(ring, corners).sum():
        olds = ring[::2].tolist()
        for place, middle in enumerate(ring[1::2].tolist()):
            ends = (olds[place], olds[(place + 1) % len(olds)])
            between[ends] = middle
            between[ends[::-1]] = middle
    extra = np.zeros(len(corners), np.int64)
    middles = []
    for corner in np.flatnonzero(np.isin(corners, ring) & np.isin(following, ring)):
        middle = between.get((int(corners[corner]), int(following[corner])))
        if middle is not None:
            extra[corner] = 1
            middles.append(middle)
    places = np.flatnonzero(extra) + 1
    sizes = surface.sizes + np.add.reduceat(extra, surface.starts)
    return np.insert(corners, places, middles), sizes
