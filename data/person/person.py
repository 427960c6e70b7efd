"""A person: a name and the weights of the modes, and what they make of a face at rest."""

from dataclasses import dataclass, field, replace

import numpy as np

from ..anatomy.topology import OVAL
from .limits import LARGEST_WEIGHT
from .modes import modes, turn_to_model


def _mean_weights() -> np.ndarray:
    """(k,) zeros."""
    return np.zeros(modes().count)


@dataclass(frozen=True, eq=False)
class Person:
    """weights: (k,) of the modes, in standard deviations; 0 is the mean face."""

    name: str = ""
    weights: np.ndarray = field(default_factory=_mean_weights)


def with_weights(person: Person, weights: np.ndarray) -> Person:
    """The person with other weights (k,), held within LARGEST_WEIGHT."""
    return replace(person, weights=np.clip(weights, -LARGEST_WEIGHT, LARGEST_WEIGHT))


def mirrored(person: Person) -> Person:
    """The person in a mirror, left and right exchanged; the name stays."""
    return replace(person, weights=person.weights * modes().sides)


def offsets(person: Person, rest: np.ndarray) -> np.ndarray:
    """How far a person's landmarks are from those of a model at rest, (478, 3) in meters.

    rest: (478, 3) in Blender's axes, as the model's basis has it.
    """
    moved = np.tensordot(person.weights, modes().landmarks, 1)
    return moved @ turn_to_model(rest).T


def head_offsets(person: Person, rest: np.ndarray) -> np.ndarray:
    """The same for the vertices of head.npz, (n, 3) in meters.

    The last ones are the oval's, in its order: they go exactly with the landmarks, so that the
    seam between face and head stays closed.
    """
    moved = np.tensordot(person.weights, modes().head, 1)
    moved = moved @ turn_to_model(rest).T
    moved[-len(OVAL) :] = offsets(person, rest)[list(OVAL)]
    return moved
