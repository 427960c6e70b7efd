"""Which pixels a triangle covers."""

from typing import NamedTuple

import numpy as np

_TOUCHING = -1e-9
"""A weight from which a pixel counts as inside: a little below 0, for the rounding of double
precision.
"""


class Covered(NamedTuple):
    """rows, columns: (n,) of pixels. weights: (n, 3) barycentric, for each of the corners."""

    rows: np.ndarray
    columns: np.ndarray
    weights: np.ndarray


def pixels_inside(
    corners: np.ndarray,
    width: int,
    height: int,
) -> Covered:
    """The pixels of a picture whose centers lie in a triangle.

    corners: (3, 2) x and y in pixels, where a pixel's center has whole coordinates.
    """
    size = (width, height)
    low = np.ceil(corners.min(axis=0)).astype(int)
    high = np.floor(corners.max(axis=0)).astype(int) + 1
    # Only whole pixels within the picture.
    left, top = np.clip(low, 0, size)
    right, bottom = np.clip(high, 0, size)
    # Plain numbers: for a triangle of a few pixels NumPy's scalars would take most of the time.
    (first_x, first_y), second, third = corners.tolist()
    # Seen from the first corner, b is the second one, c the third, and p each pixel's center.
    b_x = second[0] - first_x
    b_y = second[1] - first_y
    c_x = third[0] - first_x
    c_y = third[1] - first_y
    twice_area = b_x * c_y - b_y * c_x
    if not twice_area:
        return Covered(np.empty(0, int), np.empty(0, int), np.empty((0, 3)))

    # A weight is the area of the triangle of p and the other two corners, as a share of the whole.
    p_x = np.arange(left, right) - first_x
    p_y = np.arange(top, bottom)[:, None] - first_y
    second_weight = (p_x * c_y - p_y * c_x) / twice_area
    third_weight = (p_y * b_x - p_x * b_y) / twice_area
    first_weight = 1 - second_weight - third_weight

    # A center on an edge belongs to both triangles: no gaps.
    weights = (first_weight, second_weight, third_weight)
    least = np.minimum(np.minimum(first_weight, second_weight), third_weight)
    rows, columns = np.nonzero(least >= _TOUCHING)
    weights_inside = [weight[rows, columns] for weight in weights]
    return Covered(
        rows=rows + top,
        columns=columns + left,
        weights=np.stack(weights_inside, axis=-1),
    )


def signed_areas(points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """(n,) square pixels of triangles (n, 3) between points (k, 2), whose y goes down: negative
    where the corners go round clockwise, which is what a mesh's back looks like.
    """
    first, second, third = points[triangles].swapaxes(0, 1)
    across, down = (second - first).T
    further_across, further_down = (third - first).T
    return (down * further_across - across * further_down) / 2
