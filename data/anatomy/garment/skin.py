"""The skin of a dressed face: face and head in one surface, smooth to a level."""

from dataclasses import dataclass, replace

import numpy as np

from ..topology import AREAS
from .blend import Blend, blend_of
from .blocks import BlockBlend
from .cage import is_skin
from .control_points import CONTROLS
from .face import Face, face_of
from .flat import Flat, with_head
from .head import head_of
from .seam import sewn
from .sparse import Sparse, stack
from .surface import Surface


@dataclass(frozen=True)
class Skin:
    """n vertices, the landmarks first; p polygons.

    area: (p,) index into AREAS, NO_AREA for flesh. is_face: (p,) of the landmarks', not the head's.
    blend: of control points; of the head, which comes last, where it would be if the oval were at
        the origin. head: what of the oval it goes with, of all vertices on_head (n,): those of the
        face next to it, too.
    spread: of landmarks, for values that lie flat between them.
    lines, contours: (k, 2) edges between landmarks, and those of them that are contours.
    """

    surface: Surface
    area: np.ndarray
    is_face: np.ndarray
    blend: Blend
    spread: Blend
    flat: Flat
    lines: np.ndarray
    contours: np.ndarray
    on_head: np.ndarray | None = None
    head: BlockBlend | None = None


def skin(
    has_head: bool,
    has_mouth: bool,
    has_eyes: bool,
    level: int,
) -> Skin:
    """The skin of a choice of parts, each edge halved `level` times.

    The head is as fine as the face with a level less: its polygons are smaller from the start.
    """
    face = face_of(has_mouth, has_eyes, level)
    alone = _alone(face)
    if not has_head:
        return alone
    head = head_of(level)
    both = sewn(has_mouth, has_eyes, level)
    of_head = len(both.surface.sizes) - len(face.surface.sizes)
    none = Sparse((len(head.follow), CONTROLS), *np.empty((3, 0), np.int64))
    return replace(
        alone,
        surface=both.surface,
        area=np.concatenate((face.area, np.full(of_head, AREAS.index("skin")))),
        is_face=np.concatenate((alone.is_face, np.zeros(of_head, bool))),
        blend=blend_of(both.shares, both.offset),
        spread=blend_of(stack(face.flat_shares, none)),
        flat=with_head(face.flat, head.rest[head.is_inner]),
        on_head=both.on_head,
        head=both.blocks,
    )


def _alone(face: Face) -> Skin:
    return Skin(
        surface=face.surface,
        area=face.area,
        is_face=is_skin(face.area),
        blend=blend_of(face.shares),
        spread=blend_of(face.flat_shares),
        flat=face.flat,
        lines=face.lines,
        contours=face.contours,
    )
