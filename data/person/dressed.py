"""What a person changes in the ready mesh of a dressed face: the head around the landmarks."""

from functools import cache

import numpy as np

from ..anatomy.garment import head_offset, shell
from ..anatomy.topology import OVAL
from .modes import modes, turn_to_model
from .person import Person


def dressed_offset(
    person: Person,
    rest: np.ndarray,
    level: int,
) -> np.ndarray:
    """The blend's offset of the head's own vertices in a person's garment, (m, 3) meters.

    rest: (478, 3) of the model, as its basis has it. level: how often edges of its skin are halved.
    """
    # With a row a mode this is a product of a millisecond, which a slider can wait for.
    head_modes = _head_modes(level)
    moved = person.weights.astype(np.float32) @ head_modes.reshape(len(head_modes), -1)
    return _mean_offset(level) + moved.reshape(-1, 3) @ turn_to_model(rest).T


@cache
def _mean_offset(level: int) -> np.ndarray:
    """(m, 3) of the mean person."""
    return head_offset(shell().rest, level)


@cache
def _head_modes(level: int) -> np.ndarray:
    """(k, m, 3) float32: by how much each mode moves those offsets."""
    moved = modes().head.copy()
    # The oval goes exactly with the landmarks, as in `head_offsets`.
    moved[:, -len(OVAL) :] = modes().landmarks[:, list(OVAL)]
    count, vertices, _ = moved.shape
    # All modes side by side, as one matrix is worked out for all of them.
    side_by_side = np.swapaxes(moved, 0, 1).reshape(vertices, -1)
    found = head_offset(side_by_side, level).reshape(-1, count, 3)
    return np.ascontiguousarray(np.swapaxes(found, 0, 1), np.float32)
