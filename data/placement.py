"""One frame for a whole family of models: where their meshes are in Blender.

Models of a family were fitted in one frame, which their anchors tell. Placed by the anchors, not by
its own face at rest, each model puts the same mesh at the same place: meshes of action units,
emotions and blendshapes can be compared and mixed.
"""

from dataclasses import dataclass

import numpy as np

from .anatomy.topology import ANCHORS, LEFT_CANTHUS, NOSE_BRIDGE, RIGHT_CANTHUS
from .errors import ModelError

CANTHUS_DISTANCE = 0.089
"""Meters between the outer eye corners of MediaPipe's canonical face."""
BRIDGE_FROM_PIVOT = (0.0, -0.09, 0.025)
"""Meters, Blender's axes: the nose bridge seen from where a head turns, between the ears."""

_FARTHEST = 0.5
"""Distances of the eye corners: anchors farther than this from those of the mean mesh are of
another frame than the meshes.
"""


@dataclass(frozen=True, eq=False)
class Placement:
    """A scale and a shift.

    scale: meters in a unit of the model. bridge: (3,) the nose bridge in Blender's axes and the
    model's units, which comes to BRIDGE_FROM_PIVOT.
    """

    scale: float
    bridge: np.ndarray

    def positions(self, meshes: np.ndarray) -> np.ndarray:
        """Where meshes (.., n, 3) of a model are in Blender, float64 meters."""
        return (_turned(meshes) - self.bridge) * self.scale + BRIDGE_FROM_PIVOT

    def displacements(self, shapes: np.ndarray) -> np.ndarray:
        """What differences (.., n, 3) of such meshes are in Blender, float64 meters."""
        return _turned(shapes) * self.scale


def _turned(meshes: np.ndarray) -> np.ndarray:
    """Model: x to the subject's left, y up, z out of the face. Blender: X, Z and -Y."""
    # In double precision, so that the map costs no digits.
    left, up, out = np.moveaxis(meshes.astype(np.float64), -1, 0)
    return np.stack([left, -out, up], axis=-1)


def place_by(anchors: np.ndarray) -> Placement:
    """The placement that brings anchors (12, 3), in the order of ANCHORS, to where they belong.

    Raises ModelError where the outer eye corners, which give the scale, coincide.
    """
    turned = _turned(anchors)
    right_canthus = turned[ANCHORS.index(RIGHT_CANTHUS)]
    left_canthus = turned[ANCHORS.index(LEFT_CANTHUS)]
    distance = float(np.linalg.norm(left_canthus - right_canthus))
    if distance <= 0:
        raise ModelError("the outer eye corners coincide")
    # Sideways the middle of the eye corners, which are steadier than a single landmark.
    middle = (left_canthus[0] + right_canthus[0]) / 2
    _, depth, height = turned[ANCHORS.index(NOSE_BRIDGE)]
    return Placement(CANTHUS_DISTANCE / distance, np.array([middle, depth, height]))


def in_our_order(anchors: np.ndarray, indices: np.ndarray | None) -> np.ndarray:
    """Anchors (12, 3) in the order of ANCHORS; indices: (12,) whose they are, None for ANCHORS."""
    if indices is None:
        return anchors
    order = indices.tolist()
    return anchors[[order.index(landmark) for landmark in ANCHORS]]


def are_of_one_frame(anchors: np.ndarray, mean_mesh: np.ndarray) -> bool:
    """Whether anchors (12, 3) are about where the mean mesh (478, 3) of the training has them."""
    of_mean = mean_mesh[list(ANCHORS)]
    right_canthus = of_mean[ANCHORS.index(RIGHT_CANTHUS)]
    left_canthus = of_mean[ANCHORS.index(LEFT_CANTHUS)]
    distance = np.linalg.norm(left_canthus - right_canthus)
    apart = np.linalg.norm(anchors - of_mean, axis=1)
    return bool(apart.max() <= _FARTHEST * distance)
