"""The head around the face: each vertex goes with the landmarks of the face's oval.

The shape is ICT-FaceKit's neutral head. Lengths are meters, in the face's own axes.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..topology import OVAL
from .bust import add_neck
from .sparse import sparse
from .surface import Surface

ASSET = Path(__file__).parents[2] / "assets" / "head.npz"

_LARGEST_BYTE = 255
"""The asset keeps shares as bytes: this is 1."""
_SMOOTHING = 12
"""Over how many edges the motion of neighbors is evened out."""
_WHOLE = 0.995
"""What follows at least so much keeps its own motion, so that the seam stays closed."""


class Shell(NamedTuple):
    """n vertices, the last of which are those of OVAL, in its order.

    surface: its polygons. rest: (n, 3) where the vertices are on ICT-FaceKit's neutral face.
    follow: (n, 36) by how much each goes along with each landmark of OVAL.
    border: (k,) the vertices where the asset's neck ends, seen from above counterclockwise.
    is_below: (n,) those that were added below it.
    """

    surface: Surface
    rest: np.ndarray
    follow: np.ndarray
    border: np.ndarray
    is_below: np.ndarray


@cache
def shell() -> Shell:
    """The one head shell; it is shared, so change none of its arrays.

    Its asset is written by training/bundled/head_shell.py: vertices (n, 3) in steps of `unit`
    meters; corners of all polygons one after the other, and how many each has in `sizes`;
    oval_corner (n,): where in OVAL the edge nearest to a vertex begins; oval_share (n,): how far
    along that edge the vertex is; follow (n,): what share of its motion it takes part in.
    """
    with np.load(ASSET, allow_pickle=False) as asset:
        rest = asset["vertices"] * asset["unit"]
        corners = asset["corners"].astype(np.int64)
        sizes = asset["sizes"].astype(np.int64)
        first = asset["oval_corner"].astype(np.int64)
        share = asset["oval_share"] / _LARGEST_BYTE
        amount = asset["follow"] / _LARGEST_BYTE
    no_edges = np.empty((0, 2), np.int64)
    surface = Surface(len(rest), corners, sizes, no_edges)
    border = _end_of_neck(surface)
    follow = np.zeros((len(rest), len(OVAL)))
    rows = np.arange(len(rest))
    following = (first + 1) % len(OVAL)
    follow[rows, first] = amount * (1 - share)
    follow[rows, following] += amount * share
    # Below the chin the nearest edge changes from one vertex to the next.
    follow = _even_out(surface, follow, amount < _WHOLE)
    none = np.zeros(len(rest), bool)
    return _with_neck(Shell(surface, rest.astype(float), follow, border, none))


def _even_out(
    surface: Surface,
    values: np.ndarray,
    is_free: np.ndarray,
) -> np.ndarray:
    """Rows (n, k), where free (n,) mixed with those of the neighbors, again and again."""
    lower, higher = surface.edges.T
    own = np.arange(surface.count)
    start = np.concatenate((own, lower, higher))
    end = np.concatenate((own, higher, lower))
    total = sparse((surface.count, surface.count), start, end, 1.0)
    mean = total.scale(1 / np.bincount(start))
    for _ in range(_SMOOTHING):
        values = np.where(is_free[:, None], mean.apply(values), values)
    return values


def _with_neck(head: Shell) -> Shell:
    """With what is below the neck's border, which stays where it is."""
    surface, rest = add_neck(head.surface, head.rest, head.border)
    added = surface.count - head.surface.count
    follow = np.concatenate((head.follow, np.zeros((added, len(OVAL)))))
    # The oval's vertices come last.
    first_of_oval = head.surface.count - len(OVAL)
    oval = np.arange(first_of_oval, head.surface.count)
    order = np.concatenate((np.delete(np.arange(surface.count), oval), oval))
    number = np.argsort(order)
    moved = Surface(surface.count, number[surface.corners], surface.sizes, surface.sharp)
    is_below = np.arange(surface.count) >= head.surface.count
    return Shell(moved, rest[order], follow[order], head.border, is_below[order])


def _end_of_neck(surface: Surface) -> np.ndarray:
    """(k,) the vertices of the border that is not the oval's, seen from above counterclockwise."""
    is_border = np.bincount(surface.edge_of_corner)[surface.edge_of_corner] == 1
    # Each edge goes around its polygon; around the border it goes the other way.
    after = dict(
        zip(
            surface.corners[is_border].tolist(),
            surface.corners[surface.corner_after][is_border].tolist(),
            strict=True,
        )
    )
    first = min(after)
    found = [first]
    while (following := after[found[-1]]) != first:
        found.append(following)
    return np.array(found)
