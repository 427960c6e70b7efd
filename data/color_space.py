"""Colors as pictures store them, in sRGB, and as light adds up, linear.

Formulas and constants are those of IEC 61966-2-1. Both work on arrays of any shape whose numbers go
from 0 to 1; they concern each number alone, so leave alpha out.
"""

import numpy as np

# Near black the curve is a line, since a power would be infinitely steep there.
_LINE = 12.92
"""Steepness of the line, sRGB to a unit of light."""
_LINE_ENDS_ENCODED = 0.04045
_LINE_ENDS_LINEAR = 0.0031308
"""Where line and power meet, in sRGB and in light."""
_OFFSET = 0.055
_POWER = 2.4


def srgb_to_linear(encoded: np.ndarray) -> np.ndarray:
    """Light for sRGB values, of the same shape."""
    power = ((encoded + _OFFSET) / (1 + _OFFSET)) ** _POWER
    return np.where(encoded <= _LINE_ENDS_ENCODED, encoded / _LINE, power)


def linear_to_srgb(linear: np.ndarray) -> np.ndarray:
    """sRGB values for light, of the same shape; what is outside 0 to 1 is clipped."""
    linear = np.clip(linear, 0, 1)
    power = (1 + _OFFSET) * linear ** (1 / _POWER) - _OFFSET
    return np.where(linear <= _LINE_ENDS_LINEAR, _LINE * linear, power)
