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


def pixels_inside(corners: np.ndarray, width: int, height: int) -> Covered:
    """The pixels of a picture whose centers lie in a triangle.

    corners: (3, 2) x and y in pixels, where a pixel's center has whole coordinates.
    """
    size = (width, height)
    low = np.clip(np.ceil(corners.min(axis=0)).astype(int), 0, size)
    high = np.clip(np.floor(corners.max(axis=0)).astype(int) + 1, 0, size)
    # Plain numbers: for a triangle of a few pixels NumPy's scalars would take most of the time.
    (ax, ay), (bx, by), (cx, cy) = corners.tolist()
    twice_area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    if not twice_area:
        return Covered(np.empty(0, int), np.empty(0, int), np.empty((0, 3)))

    # Each weight is the area of the triangle of the center and the other two corners, as a share.
    x = np.arange(low[0], high[0])
    y = np.arange(low[1], high[1])[:, None]
    second = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / twice_area
    third = ((y - ay) * (bx - ax) - (x - ax) * (by - ay)) / twice_area
    first = 1 - second - third

    # A center on an edge belongs to both triangles: no gaps.
    is_inside = (first >= _TOUCHING) & (second >= _TOUCHING) & (third >= _TOUCHING)
    rows, columns = np.nonzero(is_inside)
    weights = [weight[rows, columns] for weight in (first, second, third)]
    return Covered(
        rows=rows + low[1],
        columns=columns + low[0],
        weights=np.stack(weights, axis=-1),
    )


def signed_areas(points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """(n,) square pixels of triangles (n, 3) between points (k, 2), whose y goes down: negative
    where the corners go round clockwise, which is what a mesh's back looks like.
    """
    first, second, third = points[triangles].swapaxes(0, 1)
    across, down = (second - first).T
    further_across, further_down = (third - first).T
    return (down * further_across - across * further_down) / 2
