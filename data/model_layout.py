"""Which keys a model's file has, and in which order: those of its version.

Versions 2 to 6 of py-feat's models differ in them. A file that was read is written as it was.
"""

from collections.abc import Mapping, Sequence

import numpy as np

_OF_UNITS = {"au_columns"}
_OF_OTHERS = {"feature_columns", "feature_name"}
"""How a file tells its features, by the family."""


def in_layout(
    arrays: Mapping[str, np.ndarray],
    layout: Sequence[str],
) -> dict[str, np.ndarray]:
    """The arrays of a file in the order of a layout, then those that it does not know.

    arrays: by all keys of the format, in the order of a new file; whoever changes that order
    changes every file's bytes. layout: keys, none for a model that was not read from a file.
    """
    left_out = set(layout)
    if layout:
        left_out |= _OF_UNITS | _OF_OTHERS
    else:
        is_of_units = str(arrays["feature_name"]) == "au"
        left_out |= _OF_OTHERS if is_of_units else _OF_UNITS
    added = []
    for key, array in arrays.items():
        if key not in left_out and _holds_something(array):
            added.append(key)
    return {key: arrays[key] for key in (*layout, *added) if key in arrays}


def _holds_something(array: np.ndarray) -> bool:
    """Numbers do where there are any, texts where one is not empty."""
    if array.dtype.kind == "U":
        return any(array.ravel().tolist())
    return array.size > 0
