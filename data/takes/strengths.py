"""Whether a recording's strengths go from 0 to 1, or to 5, 100 or 255 as some tools write them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..channels import CHANNELS

_OVERSHOOT = 2.0
"""No tracker that goes from 0 to 1 goes further beyond its 1."""
_RARE = 0.02
"""Share of the samples that may be that large though the recording goes from 0 to 1."""


class _Level(NamedTuple):
    """highest: value that such recordings reach; full: their value at full strength."""

    highest: float
    full: float
    title: str


_LEVELS = (
    _Level(5.5, 5, "intensities from 0 to 5"),
    _Level(110, 100, "percent"),
    _Level(256, 255, "numbers from 0 to 255"),
)
"""With room for those that overshoot."""


def strengths_note(names: Sequence[str], values: np.ndarray) -> tuple[str, ...]:
    """What to say of values (n, k) of these channels that are no strengths from 0 to 1."""
    columns = [index for index, name in enumerate(names) if name in CHANNELS]
    highest = np.fmax.reduce(values, axis=0, initial=0)[columns]
    if not len(columns) or highest.max() <= _OVERSHOOT:
        return ()
    # Only now, since it takes longer.
    of_samples = np.fmax.reduce(values[:, columns], axis=1)
    measured = of_samples[np.isfinite(of_samples)]
    if np.count_nonzero(measured > _OVERSHOOT) <= _RARE * len(measured):
        return ()
    reached = float(np.quantile(measured, 1 - _RARE / 2))
    for level in _LEVELS:
        if reached <= level.highest:
            return (
                f"values go up to {highest.max():.4g}: if they are {level.title}, set the full "
                f"value to {level.full:g}",
            )
    return (f"values go up to {highest.max():.4g}: no strengths from 0 to 1; set their full value",)
