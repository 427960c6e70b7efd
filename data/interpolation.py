"""Shares of the way from one value to another."""

import numpy as np


def smoothstep(share: np.ndarray) -> np.ndarray:
    """Ease in and out: from 0 at 0 to 1 at 1 with level ends, constant beyond.

    Takes and returns arrays of any shape. The cubic 3 x^2 - 2 x^3, as shading languages have it.
    """
    share = np.clip(share, 0, 1)
    return share * share * (3 - 2 * share)
