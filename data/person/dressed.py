"""What a person changes in the ready mesh of a dressed face: the head around the landmarks, and
what is worn on it.
"""

from functools import cache

import numpy as np

from ..anatomy.garment import clothes, coiffure, hair_offset, head_offset, shell
from ..anatomy.topology import OVAL
from .modes import modes, turn_to_model
from .person import Person


def dressed_offset(
    person: Person,
    rest: np.ndarray,
    level: int,
    has_hair: bool,
) -> np.ndarray:
    """The blend's offset of head, shirt and hair in a person's garment, (m, 3) meters: of all that
    is `on_head` there.

    rest: (478, 3) of the model, as its basis has it. level: how often edges of its skin are halved.
    """
    # With a row a mode this is a product of a millisecond, which a slider can wait for.
    head_modes = _dressed_modes(level, has_hair)
    moved = person.weights.astype(np.float32) @ head_modes.reshape(len(head_modes), -1)
    return _mean_offset(level, has_hair) + moved.reshape(-1, 3) @ turn_to_model(rest).T


@cache
def _mean_offset(level: int, has_hair: bool) -> np.ndarray:
    """(m, 3) of the mean person."""
    pieces = [head_offset(shell().rest, level), clothes().blend.offset]
    if has_hair:
        pieces.append(coiffure().blend.offset)
    return np.concatenate(pieces)


@cache
def _dressed_modes(level: int, has_hair: bool) -> np.ndarray:
    """(k, m, 3) float32: by how much each mode moves those offsets."""
    moved = _shell_modes()
    count, vertices, _ = moved.shape
    # All modes side by side, as one matrix is worked out for all of them.
    side_by_side = np.swapaxes(moved, 0, 1).reshape(vertices, -1)
    shirt = np.swapaxes(_with_neck(clothes().blend.offset), 0, 1)
    pieces = [head_offset(side_by_side, level), shirt.reshape(len(shirt), -1)]
    if has_hair:
        pieces.append(hair_offset(side_by_side))
    found = np.concatenate(pieces).reshape(-1, count, 3)
    return np.ascontiguousarray(np.swapaxes(found, 0, 1), np.float32)


@cache
def _shell_modes() -> np.ndarray:
    """(k, n, 3) by how much each mode moves the shell's vertices."""
    base = shell()
    found = np.empty((modes().count, base.surface.count, 3))
    found[:, ~base.is_below] = modes().head
    found[:, base.is_below] = _with_neck(base.rest[base.is_below])
    # The oval goes exactly with the landmarks, as in `head_offsets`.
    found[:, -len(OVAL) :] = modes().landmarks[:, list(OVAL)]
    return found


def _with_neck(places: np.ndarray) -> np.ndarray:
    """(k, n, 3) by how much each mode moves places (n, 3) below the cut through the neck: as it
    moves the cut, which it shifts and scales as a whole.
    """
    border = shell().border
    cut = shell().rest[border]
    middle = cut.mean(axis=0)
    of_cut = modes().head[:, border]
    shifts = of_cut.mean(axis=1, keepdims=True)
    from_middle = cut - middle
    growths = np.tensordot(of_cut - shifts, from_middle, 2) / (from_middle**2).sum()
    return shifts + growths[:, None, None] * (places - middle)
