"""The face in a mirror: which vertex, channel and input takes whose place, with which sign.

Beyond the card: with `--mirror` the mirror image of each frame is fitted too.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from blendshape_face.data.alignment.mirror import AXIS_SIGNS, opposite_landmarks
from blendshape_face.data.anatomy.topology import ANCHORS, LANDMARKS
from blendshape_face.data.motion.mirror import mirror_head, mirror_names


class Mirror(NamedTuple):
    """The mirror image of a vector (v,): vector[order] * signs, both (v,)."""

    order: np.ndarray
    signs: np.ndarray

    def of(self, values: np.ndarray) -> np.ndarray:
        """Step 5, with mirror images: the image of values (.., v) along the last axis."""
        return values[..., self.order] * self.signs

    def first(self, count: int) -> "Mirror":
        """The mirror of the first `count` entries alone, which must be each other's partners."""
        return Mirror(self.order[:count], self.signs[:count])


def mirror_anchors(anchors: np.ndarray) -> np.ndarray:
    """Step 3: the images of anchors (.., 12, 3) in the plane x = 0."""
    partners = opposite_landmarks()[list(ANCHORS)]
    order = [ANCHORS.index(vertex) for vertex in partners]
    swapped = anchors[..., order, :]
    return swapped * np.array(AXIS_SIGNS)


def coordinates() -> Mirror:
    """Step 5, with mirror images: the mirror of a flat mesh (1434,), all x, all y, then all z."""
    orders = [opposite_landmarks() + axis * LANDMARKS for axis in range(3)]
    axis_signs = np.array(AXIS_SIGNS, np.float64)
    return Mirror(
        order=np.concatenate(orders),
        signs=np.repeat(axis_signs, LANDMARKS),
    )


def inputs(features: Sequence[str]) -> Mirror:
    """Step 5, with mirror images: the mirror of [features | pose | features x pose] (F + 3 + 3F,).

    Features change places with those of the other side. Angles keep theirs, but Yaw and Roll turn
    the other way; a product does both: `mouthLeft x Yaw` becomes `-mouthRight x Yaw`.
    """
    count = len(features)
    partners = np.array([features.index(name) for name in mirror_names(features)])
    angles = count + np.arange(3)
    orders = [partners, angles]
    for angle in range(3):
        first_product = count + 3 + angle * count
        orders.append(first_product + partners)
    # A pose of ones has the signs of its image.
    angle_signs = mirror_head(np.ones((1, 3)))[0]
    signs = [
        np.ones(count),
        angle_signs,
        np.repeat(angle_signs, count),
    ]
    return Mirror(
        order=np.concatenate(orders),
        signs=np.concatenate(signs),
    )
