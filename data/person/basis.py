"""A model with a person's face: at rest and in motion."""

from dataclasses import replace

import numpy as np

from ..anatomy.openings import OPENINGS
from ..model import Basis
from .modes import modes
from .person import Person, offsets

_RIGHT = OPENINGS["right_eye"]
_LEFT = OPENINGS["left_eye"]
_UPPER = [*_RIGHT.upper, *_LEFT.upper]
_LOWER = [*_RIGHT.lower, *_LEFT.lower]
_UP = 2
"""Blender's axis."""

_LEAST_GAP = 1e-4
"""Meters; a model whose lids are shut at rest tells no proportion."""


def person_basis(basis: Basis, person: Person) -> Basis:
    """A model's basis with a person's face at rest; the motion is the model's.

    Only the lids move in proportion to the person's eyes: others' lids would cross or stay open in
    a blink. The lips need none of this, as nobody's are more open than the model's.
    """
    rest = basis.rest + offsets(person, basis.rest)
    shapes = _in_proportion(basis, rest)
    return replace(
        basis,
        rest=np.ascontiguousarray(rest, np.float32),
        shapes=np.ascontiguousarray(shapes, np.float32),
    )


def _in_proportion(basis: Basis, rest: np.ndarray) -> np.ndarray:
    """The basis' shapes (F+3, 478, 3), in which lids close by the same share of their opening.

    rest: (478, 3) of the person.
    """
    gaps = np.maximum(_lid_gaps(basis.rest), _LEAST_GAP)
    ratios = _lid_gaps(rest) / gaps
    missing = _lid_gaps(basis.shapes) * (ratios - 1)
    shapes = basis.shapes.copy()
    shapes[..., _UP] += missing @ modes().lid_partings
    return shapes


def _lid_gaps(meshes: np.ndarray) -> np.ndarray:
    """How much higher upper lids are than lower ones (.., 14), in meshes (.., 478, 3)."""
    heights = meshes[..., _UP]
    return heights[..., _UPPER] - heights[..., _LOWER]
