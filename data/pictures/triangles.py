"""Which pixels a triangle covers."""

import numpy as np


def covered(
    corners: np.ndarray, width: int, height: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows, columns and barycentric weights (n, 3) of the pixels whose centers lie in a triangle.

    corners: (3, 2) x and y in pixels, where a pixel's center has whole coordinates.
    """
    low = np.clip(np.ceil(corners.min(axis=0)).astype(int), 0, (width, height))
    high = np.clip(np.floor(corners.max(axis=0)).astype(int) + 1, 0, (width, height))
    (ax, ay), (bx, by), (cx, cy) = corners.tolist()
    twice_area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    if not twice_area:
        return (np.empty(0, int), np.empty(0, int), np.empty((0, 3)))
    x = np.arange(low[0], high[0])
    y = np.arange(low[1], high[1])[:, None]
    second = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / twice_area
    third = ((y - ay) * (bx - ax) - (x - ax) * (by - ay)) / twice_area
    first = 1 - second - third
    # A center on an edge belongs to both triangles: no gaps.
    rows, columns = np.nonzero((first >= -1e-9) & (second >= -1e-9) & (third >= -1e-9))
    weights = np.stack([part[rows, columns] for part in (first, second, third)], axis=-1)
    return rows + low[1], columns + low[0], weights
