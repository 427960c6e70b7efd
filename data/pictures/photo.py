"""A face's texture from a photo: the picture's triangles laid out on the UV map."""

import numpy as np

from ..anatomy.topology import AREAS, LANDMARKS, topology
from .landmarks import areas, face_triangles
from .triangles import covered

_SIZES = (256, 2048)
"""Least and largest texture that is worth its memory."""
_SKIN_AREAS = [AREAS.index("skin"), AREAS.index("lips")]
_PLAIN = ("forehead", "cheek.R", "cheek.L", "jaw")
"""Regions that are skin and nothing else."""
_MIRRORED_BELOW, _OWN_ABOVE = 0.25, 0.42
"""A place's share of what the photo shows of it and of its mirror image: own and mirrored colors
blend from the one to the other. A face seen from the front has 0.5 everywhere.
"""


def texture_size(landmarks: np.ndarray) -> int:
    """Pixels a side, a power of two, that keep what the photo shows of the face."""
    across = np.ptp(landmarks, axis=0).max() / np.ptp(topology().uv)
    least, largest = _SIZES
    return int(np.clip(2 ** np.ceil(np.log2(max(across, 1))), least, largest))


def unwrap(image: np.ndarray, landmarks: np.ndarray, size: int) -> np.ndarray:
    """Lay a photo's face out as a texture (size, size, 4) float32 for `topology().uv`.

    Every texture pixel of the skin and the lips gets the photo's color at the same place of the
    same triangle. What faces away or lies outside the photo gets the colors of the other half of
    the face, what neither half shows and all around gets colors from nearby. Alpha is 1 on the
    face, eyes and mouth included, falls to 0 toward its outline and is 0 outside.

    image: (h, w, 4), rows from the top; where its alpha is 0 the photo shows nothing.
    landmarks: (468 or more, 2) pixels as `read_landmarks` gives them.
    size: a power of two.
    """
    triangles = face_triangles()
    is_skin = np.isin(topology().area[: len(triangles)], _SKIN_AREAS)
    seen = _visibility(landmarks, triangles, is_skin)
    values = np.column_stack([landmarks[:LANDMARKS], seen[: len(landmarks)]])
    x, y, shown = np.moveaxis(_interpolate(values, triangles[is_skin], size), -1, 0)
    height, width = image.shape[:2]
    with np.errstate(invalid="ignore"):  # NaN off the skin
        shown = np.where((x >= 0) & (x <= width) & (y >= 0) & (y <= height), shown, 0)
    color = np.zeros((size, size, 3), np.float32)
    known = shown > 0
    opacity = image[..., 3:]
    sampled = _sample(np.concatenate([image[..., :3] * opacity, opacity], -1), x[known], y[known])
    shown[known] *= sampled[:, 3]
    color[known] = sampled[:, :3] / np.maximum(sampled[:, 3:], 1e-6)
    color = _spread(color, (shown > 0).astype(np.float32))
    own = _own_share(shown, shown[:, ::-1])[..., None]
    color = own * color + (1 - own) * color[:, ::-1]
    return np.concatenate([color, _mask(triangles, size)], axis=-1)


def skin_color(texture: np.ndarray) -> np.ndarray:
    """(3,) the usual color of a texture's forehead, cheeks and jaw."""
    face = topology()
    plain = np.concatenate([face.groups[name] for name in _PLAIN])
    triangles = face_triangles()
    triangles = triangles[np.isin(triangles, plain).all(axis=1)]
    centers = face.uv[triangles].mean(axis=1)
    column, row = (centers * len(texture)).astype(int).T
    return np.median(texture[len(texture) - 1 - row, column, :3], axis=0)


def _visibility(landmarks: np.ndarray, triangles: np.ndarray, is_skin: np.ndarray) -> np.ndarray:
    """(478,) how large the photo shows the skin about a landmark, 0 where it faces away."""
    area = np.zeros(LANDMARKS)
    in_photo, on_map = areas(landmarks), areas(topology().uv * (1, -1))
    for corner in triangles[is_skin].T:
        np.add.at(area, corner, np.clip(in_photo[is_skin], 0, None) / on_map[is_skin])
    return area


def _interpolate(values: np.ndarray, triangles: np.ndarray, size: int) -> np.ndarray:
    """(size, size, k) of values (n, k) at the vertices, linear in each triangle of the UV map;
    rows from the top, NaN outside of the triangles.
    """
    result = np.full((size, size, values.shape[1]), np.nan, np.float32)
    # A texture pixel's center has whole coordinates.
    places = topology().uv[triangles] * (size, -size) + (-0.5, size - 0.5)
    for corners, weights in zip(places, values[triangles], strict=True):
        rows, columns, shares = covered(corners, size, size)
        result[rows, columns] = shares @ weights
    return result


def _sample(image: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(n, 4) of an image between its pixels, whose centers lie at halves."""
    height, width = image.shape[:2]
    x, y = np.clip(x - 0.5, 0, width - 1), np.clip(y - 0.5, 0, height - 1)
    left, top = x.astype(int), y.astype(int)
    right, bottom = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    x, y = (x - left).astype(np.float32)[:, None], (y - top).astype(np.float32)[:, None]
    upper = image[top, left] * (1 - x) + image[top, right] * x
    lower = image[bottom, left] * (1 - x) + image[bottom, right] * x
    return upper * (1 - y) + lower * y


def _spread(color: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Fill what is not known from ever coarser pictures of what is (known: 1, else 0)."""
    size = len(known)
    if size == 1 or known.all():
        return color
    quarters = (size // 2, 2, size // 2, 2)
    count = known.reshape(quarters).sum(axis=(1, 3))
    total = (color * known[..., None]).reshape(*quarters, 3).sum(axis=(1, 3))
    coarse = _spread(total / np.maximum(count, 1)[..., None], (count > 0).astype(np.float32))
    around = coarse.repeat(2, axis=0).repeat(2, axis=1)
    for axis in (0, 1):  # soften the blocks
        around = (np.roll(around, 1, axis) + 2 * around + np.roll(around, -1, axis)) / 4
    return np.where(known[..., None] > 0, color, around)


def _own_share(shown: np.ndarray, mirrored: np.ndarray) -> np.ndarray:
    both = shown + mirrored
    share = np.divide(shown, both, out=np.ones_like(both), where=both > 0)
    return _smooth((share - _MIRRORED_BELOW) / (_OWN_ABOVE - _MIRRORED_BELOW))


def _mask(triangles: np.ndarray, size: int) -> np.ndarray:
    """(size, size, 1): from 0 on the outline to 1 at the landmarks next to it."""
    edges = np.sort(triangles[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
    edges, uses = np.unique(edges, axis=0, return_counts=True)
    inner = np.ones((LANDMARKS, 1))
    inner[edges[uses == 1]] = 0
    return _smooth(np.nan_to_num(_interpolate(inner, triangles, size)))


def _smooth(share: np.ndarray) -> np.ndarray:
    share = np.clip(share, 0, 1)
    return share * share * (3 - 2 * share)
