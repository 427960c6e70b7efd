"""Colors between the pixels of a picture, and where it has none. Rows are from the top."""

from typing import NamedTuple

import numpy as np


class _Between(NamedTuple):
    """before, after: (n,) rows or columns on both sides. share: (n, 1) of the way to `after`."""

    before: np.ndarray
    after: np.ndarray
    share: np.ndarray


def sample(
    image: np.ndarray,
    x: np.ndarray,
    y: np.ndarray,
) -> np.ndarray:
    """(n, k) of an image (h, w, k) at pixels x, y (n,), linear between the centers of pixels, which
    lie at halves; beyond the outermost centers their colors hold.
    """
    height, width = image.shape[:2]
    columns = _between(x, width)
    rows = _between(y, height)
    upper = _mix(
        image[rows.before, columns.before],
        image[rows.before, columns.after],
        columns.share,
    )
    lower = _mix(
        image[rows.after, columns.before],
        image[rows.after, columns.after],
        columns.share,
    )
    return _mix(upper, lower, rows.share)


def _between(place: np.ndarray, count: int) -> _Between:
    """Where pixels (n,) lie among `count` rows or columns."""
    from_first_center = np.clip(place - 0.5, 0, count - 1)
    before = from_first_center.astype(int)
    share = from_first_center - before
    return _Between(
        before=before,
        after=np.minimum(before + 1, count - 1),
        # In single precision, as the image, so that no product is twice its size.
        share=share.astype(np.float32)[:, None],
    )


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
    of_fours = (1, 3)
    count = is_known.reshape(in_fours).sum(axis=of_fours)
    known_color = color * is_known[..., None]
    total = known_color.reshape(*in_fours, 3).sum(axis=of_fours)
    # Where none of the four is known, the total is 0 and stays unknown.
    mean = total / np.maximum(count, 1)[..., None]
    is_coarse_known = count > 0
    coarse = fill_unknown(mean, is_coarse_known.astype(np.float32))

    around = coarse.repeat(2, axis=0).repeat(2, axis=1)
    # Soften the blocks, first down, then across.
    for axis in (0, 1):
        before = np.roll(around, 1, axis)
        after = np.roll(around, -1, axis)
        around = (before + 2 * around + after) / 4
    return np.where(is_known[..., None] > 0, color, around)
