"""Expressions by chance, within what faces do."""

from collections.abc import Sequence

import numpy as np

from ..channels import REGIONS, rows_of
from ..motion.mirror import twin_of
from .expression import WHOLE_FACE, Values, is_look

_STILL = 0.35
"""Share of the regions that stay at rest: faces seldom move everywhere."""
_UNEVEN = 0.15
"""By how much less the weaker side of a pair moves at most."""
_LEFT_OUT = frozenset({"emotions", "other"})
"""Regions whose channels are whole faces, or no movement at all."""


def random_values(columns: Sequence[str], seed: int, strength: float) -> Values:
    """Channel -> value of an expression by chance: in each region one channel, or a pair of them,
    moves by up to `strength`.

    columns: of the face. The same seed gives the same expression.
    """
    rng = np.random.default_rng(seed)
    values: Values = {}
    for region in REGIONS:
        if region not in WHOLE_FACE - _LEFT_OUT:
            continue
        rows = [row for row in rows_of(region, columns) if not is_look(row[0])]
        if not rows or rng.random() < _STILL:
            continue
        row = rows[rng.integers(len(rows))]
        reach = rng.random() * strength
        for name in _sides(row, rng):
            values[name] = reach * (1 - _UNEVEN * rng.random())
    return values


def _sides(row: tuple[str, ...], rng: "np.random.Generator") -> tuple[str, ...]:
    """Both sides of a pair; of two directions, such as those of the jaw, one."""
    is_way = len(row) == 2 and twin_of(row[0]) is None
    return (row[rng.integers(2)],) if is_way else row
