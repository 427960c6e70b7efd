"""What moves a face in Blender: a model's shapes and rest, and the ends of its features."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .anatomy.topology import COORDINATES
from .channels import POSE

_POSE_COUNT = len(POSE)


@dataclass(frozen=True)
class Basis:
    """A model made Blender's: meters, face toward -Y, Z up, origin between the ears.

    shapes: (F+3, 478, 3) float32, the displacement per unit of each channel.
    rest: (478, 3) float32, the face with every channel at 0.
    ceiling: (F+3,) float32 or None; with it, features are clipped to [0, ceiling].
    """

    shapes: np.ndarray
    rest: np.ndarray
    ceiling: np.ndarray | None = None

    @cached_property
    def _flat_shapes(self) -> np.ndarray:
        """(F+3, 1434) x0 y0 z0 x1 .., a view: one product gives all positions."""
        return self.shapes.reshape(len(self.shapes), COORDINATES)

    @cached_property
    def _flat_rest(self) -> np.ndarray:
        """(1434,) in the same order."""
        return self.rest.reshape(COORDINATES)

    @cached_property
    def floor(self) -> np.ndarray:
        """(F+3,) float32, the lower bounds that go with the ceiling: 0, none for pose."""
        floor = np.zeros(len(self.shapes), np.float32)
        floor[-_POSE_COUNT:] = -np.inf
        return floor

    @cached_property
    def without_ends(self) -> "Basis":
        """The same without the ceiling, and always the same one."""
        if self.ceiling is None:
            return self
        return replace(self, ceiling=None)

    def positions(self, values: np.ndarray) -> np.ndarray:
        """Vertex positions, flat as x0 y0 z0 x1 .., (1434,) for values (F+3,), or a row each."""
        if self.ceiling is not None:
            values = np.clip(values, self.floor, self.ceiling)
        # Each slider that is dragged comes through here: one product, and no copy after it.
        positions = values @ self._flat_shapes
        positions += self._flat_rest
        return positions
