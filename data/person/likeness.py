"""A person from measured landmarks: the likeliest weights of the modes.

What is measured is a face of some pose and expression, in no known size. The anchors give pose and
size to begin with; then they are found together with the weights. The expression is what the model
makes of the channels that were measured along. The weights are those of the largest posterior
probability, as people's are standard-normal and trackers err by Noise.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..alignment.similarities import similarities, transform
from ..anatomy.topology import ANCHORS, LANDMARKS, face_triangles
from ..errors import PersonError
from ..model import Basis
from ..pictures.triangles import signed_areas
from .evidence import Noise, evidence
from .modes import modes, turn_to_model
from .person import Person, with_weights

TRACKERS_NOISE = Noise()
"""Of MediaPipe: of several, the one with which 78 clips most often have their own other half as the
nearest, as training/judge/likeness.py tells.
"""

_ALIKE = 10
"""Landmarks err together with their neighbors: they count as a tenth of their number."""

_MOST_FRAMES = 10
"""All frames count as these at most: what a tracker gets wrong in a face it gets wrong in each."""

_ROUNDS = 4
"""Of weights and placements, which depend on each other: the last changes less than 0.01 mm."""

_AXES = (0, 2, 1)
_SIGNS = (1, 1, -1)
"""From pictures, where x goes right, y down and z away, to a face that looks to -Y with Z up."""


@dataclass(frozen=True, eq=False)
class Likeness:
    """A person, and how far to trust it. Lengths are meters, in the model's frame.

    residual: (478, 3), by what the measured landmarks differ from the person's, in the mean of the
        frames. Some of it is the person and some the tracker's error: a share of it, added to the
        person's offsets, makes the likeness closer.
    covariance: (k, k) of the weights; a variance of 1 says that nothing was learned of a weight.
    uncertainty: (478, 3), standard deviations of the person's landmarks along each axis.
    """

    person: Person
    residual: np.ndarray
    covariance: np.ndarray
    uncertainty: np.ndarray

    @property
    def rms(self) -> float:
        """Root mean square of the residual's lengths, meters."""
        lengths = np.linalg.norm(self.residual, axis=1)
        return float(np.sqrt((lengths**2).mean()))

    @property
    def worst_landmark(self) -> int:
        """The landmark with the longest residual."""
        return int(np.linalg.norm(self.residual, axis=1).argmax())

    @property
    def worst(self) -> float:
        """The length of the longest residual, meters."""
        return float(np.linalg.norm(self.residual, axis=1).max())


class _Posterior(NamedTuple):
    """weights: (k,) the likeliest. covariance: (k, k)."""

    weights: np.ndarray
    covariance: np.ndarray


def likeness(
    landmarks: np.ndarray,
    basis: Basis,
    values: np.ndarray | None = None,
    name: str = "",
    noise: Noise = TRACKERS_NOISE,
) -> Likeness:
    """The person whom n frames show.

    landmarks: (n, 478, 3), x to the right, y down and z away from the camera, all in one unit such
        as pixels; where the face is and how large does not matter. Turned heads tell depth.
        Fifty frames are plenty, and take a second.
    basis: of the model that moves the face. MediaPipe's landmarks fit best with its own model.
    values: (n, F+3) of the basis' channels in each frame; without them the face must be neutral.
    Raises PersonError.
    """
    _check(landmarks)
    if values is None:
        values = np.zeros((len(landmarks), len(basis.shapes)), np.float32)
    if values.shape != (len(landmarks), len(basis.shapes)):
        raise PersonError(
            f"values have shape {values.shape}; {(len(landmarks), len(basis.shapes))} is needed"
        )
    seen = landmarks[..., _AXES] * np.array(_SIGNS, float)
    expected = basis.positions(values).reshape(seen.shape)
    shapes = modes().landmarks @ turn_to_model(basis.rest).T
    anchors = list(ANCHORS)
    # They hardly move with expression.
    placements = similarities(seen[:, anchors], basis.rest[anchors])
    found = _Posterior(np.zeros(len(shapes)), np.eye(len(shapes)))
    likely = expected
    for _ in range(_ROUNDS):
        differences = transform(seen, placements) - expected
        found = _posterior(differences, likely, shapes, placements, noise)
        likely = expected + np.tensordot(found.weights, shapes, 1)
        placements = similarities(seen, likely)
    residuals = transform(seen, placements) - likely
    return Likeness(
        person=with_weights(Person(name), found.weights),
        residual=residuals.mean(axis=0),
        covariance=found.covariance,
        uncertainty=_uncertainty(shapes, found.covariance),
    )


def _check(landmarks: np.ndarray) -> None:
    """Raises PersonError unless these are landmarks (n, 478, 3) of faces, seen as they are."""
    shape = landmarks.shape
    if len(shape) != 3 or shape[0] == 0 or shape[1:] != (LANDMARKS, 3):
        raise PersonError(
            f"landmarks have shape {shape}; (frames, {LANDMARKS}, 3) is needed: "
            f"track with irises and keep z"
        )
    for frame, mesh in enumerate(landmarks, 1):
        if not np.isfinite(mesh).all():
            raise PersonError(f"frame {frame}: a landmark lacks a number; leave the frame out")
        from_middle = mesh - mesh.mean(axis=0)
        if np.linalg.matrix_rank(from_middle) < 3:
            raise PersonError(f"frame {frame}: the landmarks have no depth; keep the tracker's z")
        # Of a turned face some triangles face away, but never most.
        areas = signed_areas(mesh[:, :2], face_triangles())
        if np.median(areas) <= 0:
            raise PersonError(f"frame {frame}: shows the face in a mirror; track it not flipped")


def _posterior(
    differences: np.ndarray,
    meshes: np.ndarray,
    shapes: np.ndarray,
    placements: np.ndarray,
    noise: Noise,
) -> _Posterior:
    """What n frames tell of the weights, beside what is known of people.

    differences: (n, 478, 3) of the measured meshes to the mean person's. meshes: (n, 478, 3) as
    they are thought to be. shapes: (k, 478, 3) of the modes. placements: (n, 3, 4) similarities
    from the camera's axes.
    """
    count = len(shapes)
    precision = np.zeros((count, count))
    pull = np.zeros(count)
    for difference, mesh, placement in zip(differences, meshes, placements, strict=True):
        frame = evidence(difference, mesh, placement[:, :3], shapes, noise)
        precision += frame.precision
        pull += frame.pull
    frames = len(meshes)
    share = min(frames, _MOST_FRAMES) / frames / _ALIKE
    # The prior's precision is 1 for each weight, whose mean is 0.
    covariance = np.linalg.inv(np.eye(count) + share * precision)
    weights = covariance @ (share * pull)
    return _Posterior(weights, covariance)


def _uncertainty(shapes: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """Standard deviations (478, 3) of what weights of a covariance (k, k) make of shapes
    (k, 478, 3).
    """
    varied = np.tensordot(covariance, shapes, 1)
    variances = (shapes * varied).sum(axis=0)
    return np.sqrt(variances)
