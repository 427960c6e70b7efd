"""Colors between the pixels of a picture, and where it has none. Rows are from the top."""

import numpy as np


def sample(
    image: np.ndarray,
    x: np.ndarray,
    y: np.ndarray,
) -> np.ndarray:
    """(n, k) of an image (h, w, k) at pixels x, y (n,), linear between the centers of pixels, which
    lie at halves; beyond the outermost centers their colors hold.
    """
    height, width = image.shape[:2]
    x = np.clip(x - 0.5, 0, width - 1)
    y = np.clip(y - 0.5, 0, height - 1)
    left = x.astype(int)
    top = y.astype(int)
    right = np.minimum(left + 1, width - 1)
    bottom = np.minimum(top + 1, height - 1)
    from_left = (x - left).astype(np.float32)[:, None]
    from_top = (y - top).astype(np.float32)[:, None]
    upper = _mix(image[top, left], image[top, right], from_left)
    lower = _mix(image[bottom, left], image[bottom, right], from_left)
    return _mix(upper, lower, from_top)


def _mix(first: np.ndarray, second: np.ndarray, share: np.ndarray) -> np.ndarray:
    """(n, k) on the way from colors (n, k) to others. share: (n, 1), 0 is the first."""
    return first * (1 - share) + second * share


def fill_unknown(color: np.ndarray, is_known: np.ndarray) -> np.ndarray:
    """Give every place a color, from ever coarser pictures of those that are known.

    color: (size, size, 3), size a power of two. is_known: (size, size) float32, 1 or 0.
    Returns (size, size, 3); known colors stay as they are.
    """
    size = len(is_known)
    if size == 1 or is_known.all():
        return color
    # A pixel of the picture half the size is the mean of what is known of four.
    half = size // 2
    in_fours = (half, 2, half, 2)
    count = is_known.reshape(in_fours).sum(axis=(1, 3))
    known_color = color * is_known[..., None]
    total = known_color.reshape(*in_fours, 3).sum(axis=(1, 3))
    mean = total / np.maximum(count, 1)[..., None]
    coarse = fill_unknown(mean, (count > 0).astype(np.float32))

    around = coarse.repeat(2, axis=0).repeat(2, axis=1)
    # Soften the blocks, first down, then across.
    for axis in (0, 1):
        before = np.roll(around, 1, axis)
        after = np.roll(around, -1, axis)
        around = (before + 2 * around + after) / 4
    return np.where(is_known[..., None] > 0, color, around)
