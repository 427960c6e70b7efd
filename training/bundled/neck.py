"""The end of a head below: a neck like a column, cut level.

data/anatomy/garment/bust.py goes on from there.
"""

import numpy as np

from .polygons import Surface, edges_of

_CUT_HEIGHT = -0.141
_CUT_SLOPE = 0.10
"""The cut through the neck in meters: z = height + slope y."""

_NECK = 0.045
"""Meters above the cut where the neck is narrow."""

_COLUMN = 0.057
"""Meters: half of the neck's width."""

_FLARE = 0.08
"""What is left of what goes beyond it where shoulders would begin."""


def above_cut(points: np.ndarray) -> np.ndarray:
    """Height (n,) of points (n, 3) above the cut through the neck, in meters."""
    _, y, z = points.T
    cut = _CUT_HEIGHT + _CUT_SLOPE * y
    return z - cut


def narrow_to_column(points: np.ndarray) -> np.ndarray:
    """Points (n, 3) with the neck drawn together: cut off, the slopes of the shoulders would be
    spikes.
    """
    x = points[:, 0]
    beyond = (np.abs(x) - _COLUMN).clip(0)
    removed = 1 - _FLARE
    too_far = np.sign(x) * beyond * removed
    is_neck = above_cut(points) < _NECK
    narrowed = points.copy()
    narrowed[is_neck, 0] -= too_far[is_neck]
    return narrowed


def draw_up_to_cut(surface: Surface) -> Surface:
    """With the points below the cut drawn up along their edges, so that the polygons across it end
    there.
    """
    points = surface.points
    height = above_cut(points)
    crossings: dict[int, list[np.ndarray]] = {}
    for polygon in surface.polygons:
        for edge in edges_of(polygon):
            low = min(edge, key=height.__getitem__)
            high = max(edge, key=height.__getitem__)
            crosses = height[low] < 0 <= height[high]
            if crosses:
                whole = height[high] - height[low]
                share = height[high] / whole
                way = points[low] - points[high]
                crossing = points[high] + share * way
                crossings.setdefault(low, []).append(crossing)
    drawn = points.copy()
    for vertex, places in crossings.items():
        # Several of a vertex's edges may cross: it goes where they do in the mean.
        drawn[vertex] = np.mean(places, axis=0)
    return Surface(drawn, surface.polygons)
