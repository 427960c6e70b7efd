"""A face's texture from a photo: the picture's triangles laid out on the UV map.

Colors stay as the photo stores them. Textures are square, (size, size, ..), with rows from the top.
"""

import numpy as np

from ..anatomy.topology import LANDMARKS, face_triangles, topology
from ..interpolation import smoothstep
from .sampling import fill_unknown, sample
from .triangles import pixels_inside, signed_areas

# A smaller texture saves no memory worth it; a larger one is finer than the skin in any photo.
_SMALLEST = 256
_LARGEST = 2048

_SKIN_AREAS = ("skin", "lips")
_PLAIN = ("forehead", "cheek.R", "cheek.L", "jaw")
"""Regions that are skin and nothing else."""

# A place's share of what the photo shows of it and of its mirror image: own and mirrored colors
# blend from the one to the other. A face seen from the front has 0.5 everywhere.
_ALL_MIRRORED = 0.25
_ALL_OWN = 0.42

_TINY = 1e-6
"""Instead of 0, to divide by."""


def texture_size(landmarks: np.ndarray) -> int:
    """Pixels a side, a power of two, that keep what the photo shows of the face.

    landmarks: (468 or more, 2) pixels.
    """
    face_size = np.ptp(landmarks, axis=0).max()
    share_of_map = np.ptp(topology().uv)
    across = max(face_size / share_of_map, 1)
    power = np.ceil(np.log2(across))
    return int(np.clip(2**power, _SMALLEST, _LARGEST))


def unwrap(
    image: np.ndarray,
    landmarks: np.ndarray,
    size: int,
) -> np.ndarray:
    """Lay a photo's face out as a texture (size, size, 4) float32 for `topology().uv`.

    Every texture pixel of the skin and the lips gets the photo's color at the same place of the
    same triangle. What faces away or lies outside the photo gets the colors of the other half of
    the face, what neither half shows and all around gets colors from nearby. Alpha is 1 on the
    face, eyes and mouth included, falls to 0 toward its outline and is 0 outside.

    image: (h, w, 4), rows from the top; where its alpha is 0 the photo shows nothing.
    landmarks: (468 or more, 2) pixels as `read_landmarks` gives them.
    size: a power of two.
    """
    color, shown = _colors_shown(image, landmarks, size)
    is_known = (shown > 0).astype(np.float32)
    color = fill_unknown(color, is_known)
    # The UV map is symmetric: its mirror image shows the other half of the face at each place.
    own_share = _own_share(shown, shown[:, ::-1])[..., None]
    mirrored = color[:, ::-1]
    color = own_share * color + (1 - own_share) * mirrored
    alpha = _mask(face_triangles(), size)
    return np.concatenate([color, alpha], axis=-1)


def skin_color(texture: np.ndarray) -> np.ndarray:
    """(3,) the usual color of a texture's (size, size, 4) forehead, cheeks and jaw."""
    face = topology()
    plain = np.concatenate([face.groups[name] for name in _PLAIN])
    triangles = face_triangles()
    is_plain = np.isin(triangles, plain).all(axis=1)
    centers = face.uv[triangles[is_plain]].mean(axis=1)
    size = len(texture)
    column, row_from_below = (centers * size).astype(int).T
    row = size - 1 - row_from_below
    # The median: a beard or a shadow on some triangles does not count.
    return np.median(texture[row, column, :3], axis=0)


def _colors_shown(
    image: np.ndarray,
    landmarks: np.ndarray,
    size: int,
) -> tuple[np.ndarray, np.ndarray]:
    """The photo's colors (size, size, 3) on skin and lips, black elsewhere, and how large the photo
    shows each place (size, size), 0 or NaN where it does not. Both float32.
    """
    triangles = face_triangles()
    # The irises' triangles come last.
    is_skin = topology().in_areas(*_SKIN_AREAS)[: len(triangles)]
    skin = triangles[is_skin]
    seen = _visibility(landmarks, skin)
    # Where each texture pixel lies in the photo, in pixels, and how well it is seen.
    places = landmarks[:LANDMARKS]
    values = np.column_stack([places, seen[: len(places)]])
    laid_out = _interpolate(values, skin, size)
    x, y, shown = np.moveaxis(laid_out, -1, 0)
    height, width = image.shape[:2]
    with np.errstate(invalid="ignore"):  # NaN off the skin
        is_in_width = (x >= 0) & (x <= width)
        is_in_height = (y >= 0) & (y <= height)
        shown = np.where(is_in_width & is_in_height, shown, 0)
    is_shown = shown > 0

    # Weighted by opacity, so that the color behind what is cut out does not bleed in at its edge.
    opacity = image[..., 3:]
    weighted_color = image[..., :3] * opacity
    weighted = np.concatenate([weighted_color, opacity], -1)
    sampled = sample(weighted, x[is_shown], y[is_shown])
    sampled_opacity = sampled[:, 3:]
    shown[is_shown] *= sampled_opacity[:, 0]
    sampled_color = sampled[:, :3] / np.maximum(sampled_opacity, _TINY)
    color = np.zeros((size, size, 3), np.float32)
    color[is_shown] = sampled_color
    return color, shown


def _visibility(landmarks: np.ndarray, skin: np.ndarray) -> np.ndarray:
    """(478,) how large the photo shows the skin about a landmark, 0 where it faces away.

    landmarks: (468 or more, 2) pixels. skin: (n, 3) its triangles.
    """
    in_photo = signed_areas(landmarks, skin)
    # On the map y goes up.
    uv_down = topology().uv * (1, -1)
    on_map = signed_areas(uv_down, skin)
    enlargement = np.clip(in_photo, 0, None) / on_map
    seen = np.zeros(LANDMARKS)
    # A landmark is a corner of several triangles: `seen[corner] +=` would count only one of them.
    for corner in skin.T:
        np.add.at(seen, corner, enlargement)
    return seen


def _interpolate(
    values: np.ndarray,
    triangles: np.ndarray,
    size: int,
) -> np.ndarray:
    """(size, size, k) of values (n, k) at the vertices, linear in each triangle (m, 3) of the UV
    map; rows from the top, NaN outside of the triangles.
    """
    shape = (size, size, values.shape[1])
    result = np.full(shape, np.nan, np.float32)
    # A texture pixel's center has whole coordinates, and v goes up where rows go down.
    to_pixels = (size, -size)
    first_center = (-0.5, size - 0.5)
    places = topology().uv[triangles] * to_pixels + first_center
    for corners, corner_values in zip(places, values[triangles], strict=True):
        covered = pixels_inside(corners, size, size)
        result[covered.rows, covered.columns] = covered.weights @ corner_values
    return result


def _own_share(own: np.ndarray, mirrored: np.ndarray) -> np.ndarray:
    """How much of a place's color is its own, from how large it and its mirror image are shown.

    own, mirrored, and what is returned: (size, size). Where neither is shown it is all its own.
    """
    both = own + mirrored
    share = np.ones_like(both)
    np.divide(own, both, out=share, where=both > 0)
    return smoothstep((share - _ALL_MIRRORED) / (_ALL_OWN - _ALL_MIRRORED))


def _mask(triangles: np.ndarray, size: int) -> np.ndarray:
    """(size, size, 1): from 0 on the outline of triangles (n, 3) to 1 at the landmarks next to it.

    Edges of a single triangle are the outline.
    """
    corners_of_sides = [[0, 1], [1, 2], [2, 0]]
    sides = triangles[:, corners_of_sides].reshape(-1, 2)
    sides = np.sort(sides, axis=1)
    edges, uses = np.unique(sides, axis=0, return_counts=True)
    outline = edges[uses == 1]
    inner = np.ones((LANDMARKS, 1))
    inner[outline] = 0
    laid_out = _interpolate(inner, triangles, size)
    return smoothstep(np.nan_to_num(laid_out))
