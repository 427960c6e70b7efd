"""A small picture of a mesh seen from the front, drawn without a renderer: for buttons."""

import numpy as np

_FINER = 2
"""Times as many pixels are drawn across as the picture has: edges are then smooth."""
_LIGHT = np.array((-0.45, -0.75, 0.5))
"""Where light comes from: x to the right of the picture, y away from who looks, z up."""
_AMBIENT = 0.35
_GAMMA = 1 / 2.2
_FAINT = 1e-6
"""Less than any pixel that is covered in part."""
_ORDERS = tuple(2**power for power in range(9))
"""Into how many parts the edges of a triangle may be cut."""
_PARTS = 1.5
"""Parts to a pixel, so that every pixel within a triangle holds one."""


def portrait(
    points: np.ndarray,
    normals: np.ndarray,
    triangles: np.ndarray,
    colors: np.ndarray,
    frame: tuple[float, float, float],
    size: int,
) -> np.ndarray:
    """(size, size, 4) numbers from 0 to 1, the lowest row first, transparent where nothing is.

    points: (n, 3) meters, x to the right, y away, z up. normals: (n, 3) of length 1. triangles:
    (m, 3), counterclockwise from their front. colors: (m, 3) linear. frame: x and z of the middle,
    and half the width, in meters.
    """
    across = _FINER * size
    placed = np.column_stack((_in_pixels(points, frame, across), _shades(normals)))
    corners = placed[triangles]
    seen = _is_seen(corners, across)
    places, shades, owners = _samples(corners[seen], across)

    shown = (colors[seen][owners] * shades[:, None]) ** _GAMMA
    fine = np.zeros((across * across, 4), np.float32)
    fine[places, :3] = shown
    fine[places, 3] = 1
    fine = fine.reshape(size, _FINER, size, _FINER, 4)
    mean = fine.mean(axis=(1, 3))
    # Colors of pixels that are covered in part are those of their covered part.
    mean[..., :3] /= np.maximum(mean[..., 3:], _FAINT)
    return mean


def _is_seen(corners: np.ndarray, across: int) -> np.ndarray:
    """(m,) which triangles show their front within the picture. corners: (m, 3, 4) in pixels."""
    second = corners[:, 1, :2] - corners[:, 0, :2]
    third = corners[:, 2, :2] - corners[:, 0, :2]
    is_front = second[:, 0] * third[:, 1] > second[:, 1] * third[:, 0]
    flat = corners[:, :, :2]
    is_near = (flat.max(axis=1) >= 0) & (flat.min(axis=1) < across)
    return is_front & is_near.all(axis=1)


def _in_pixels(points: np.ndarray, frame: tuple[float, float, float], across: int) -> np.ndarray:
    """(n, 3): column, row from below, and meters away."""
    x, z, half = frame
    scale = across / (2 * half)
    columns = (points[:, 0] - x) * scale + across / 2
    rows = (points[:, 2] - z) * scale + across / 2
    return np.column_stack((columns, rows, points[:, 1]))


def _shades(normals: np.ndarray) -> np.ndarray:
    """(n,) how bright points of these normals are."""
    lit = np.maximum(normals @ (_LIGHT / np.linalg.norm(_LIGHT)), 0)
    return _AMBIENT + (1 - _AMBIENT) * lit


def _samples(corners: np.ndarray, across: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pixels (k,) that triangles cover, how bright they are, and the nearest triangle of each.

    corners: (m, 3, 4), columns, rows, depths and brightness.
    """
    longest = np.ptp(corners[:, :, :2], axis=1).max(axis=1)
    orders = np.searchsorted(_ORDERS, _PARTS * longest).clip(max=len(_ORDERS) - 1)
    found = []
    for index, order in enumerate(_ORDERS):
        (owners,) = np.nonzero(orders == index)
        spots = np.einsum("sc,mcd->msd", _spread(order), corners[owners])
        of_spots = np.repeat(owners, spots.shape[1])
        found.append(np.column_stack((spots.reshape(-1, 4), of_spots)))
    spots = np.concatenate(found)
    is_inside = ((spots[:, :2] >= 0) & (spots[:, :2] < across)).all(axis=1)
    columns, rows, depths, shades, owners = spots[is_inside].T
    places = rows.astype(int) * across + columns.astype(int)
    nearest_first = np.lexsort((depths, places))
    covered, first = np.unique(places[nearest_first], return_index=True)
    nearest = nearest_first[first]
    return covered, shades[nearest], owners[nearest].astype(int)


def _spread(order: int) -> np.ndarray:
    """(k, 3) barycentric weights of points that are evenly spread over a triangle."""
    steps = np.arange(order + 1)
    first, second = np.meshgrid(steps, steps)
    is_inside = first + second <= order
    both = np.stack((first[is_inside], second[is_inside]), axis=1) / order
    return np.column_stack((both, 1 - both.sum(axis=1)))
