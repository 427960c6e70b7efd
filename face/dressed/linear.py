"""How a face moves its landmarks: a linear map, by its model or by shape keys made of it."""

from typing import NamedTuple

import bpy
import numpy as np

from ...blender.points import read_points
from ..person import model_basis
from ..properties import is_converted
from ..shape_keys import ranges_of


class LinearFace(NamedTuple):
    """F channels: rest (478, 3) and shapes (F, 478, 3) in meters; ranges (F, 2), the lowest and the
    highest value of each.
    """

    names: tuple[str, ...]
    rest: np.ndarray
    shapes: np.ndarray
    ranges: np.ndarray

    def positions(self, values: np.ndarray) -> np.ndarray:
        """(478, 3) float32 for values (F,) within their ranges."""
        moved = np.tensordot(values.astype(np.float32), self.shapes, 1)
        return self.rest + moved

    def within_ranges(self, values: np.ndarray) -> np.ndarray:
        """Values (.., F) as the face shows them."""
        low, high = self.ranges.T
        return np.clip(values, low, high)


def linear_face(mesh: bpy.types.Mesh) -> LinearFace:
    """That of a face, live or converted. Raises ModelError for a live one without its model."""
    if is_converted(mesh):
        base, *keys = mesh.shape_keys.key_blocks
        rest = read_points(base.points)
        shapes = [read_points(key.points) - rest for key in keys]
        ranges = [(key.slider_min, key.slider_max) for key in keys]
        names = tuple(key.name for key in keys)
        return LinearFace(names, rest, np.array(shapes), np.array(ranges, np.float32))
    basis = model_basis(mesh)
    names = tuple(channel.name for channel in mesh.blendshape_face.channels)
    return LinearFace(names, basis.rest, basis.shapes, ranges_of(basis))
