"""How far errors of channels carry the vertices of a mesh, measured in a bound."""

from collections.abc import Iterator

import numpy as np

_BLOCK = 128
"""Frames computed at a time, so that their vertices stay in the processor's cache."""
_IDLE_ERROR = 0.01
"""Units: how far a channel's curve may be off that is too weak for the mesh to tell."""
_MARGIN = 1e-4
"""Part of the bound set aside for the rounding of single precision."""


class ErrorMesh:
    """What errors of channels do to vertices, in units of the bound.

    shapes: (3, k, V) float32, each axis an array of its own to multiply with.
    limits: (k,) error of a channel alone that moves some vertex by the bound, or its idle error.
    is_idle: (k,) bool, channels of which a whole unit moves no vertex by the bound.
    """

    def __init__(self, shapes: np.ndarray, bound: float) -> None:
        """shapes: (k, V, 3) or (k, 3 V) meters per unit. bound: meters."""
        unit = bound * (1 - _MARGIN)
        vectors = shapes.reshape(len(shapes), -1, 3)
        scaled = vectors / unit
        by_axis = scaled.transpose(2, 0, 1)
        self.shapes = np.ascontiguousarray(by_axis, np.float32)
        distances = np.linalg.norm(scaled, axis=2)
        reach = distances.max(axis=1)
        self.is_idle = reach < 1
        # The maximum is for idle channels alone, which may not move anything at all.
        limits = 1 / np.maximum(reach, 1)
        self.limits = np.where(self.is_idle, _IDLE_ERROR, limits)

    def shifts(self, errors: np.ndarray) -> np.ndarray:
        """How far errors (f, k) of channels move the vertices: (3, f, V) float32."""
        return np.matmul(errors.astype(np.float32), self.shapes)

    def worst(self, errors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Per row of errors (f, k) the largest distance (f,) of a vertex, and which it is (f,)."""
        distances = np.zeros(len(errors))
        vertices = np.zeros(len(errors), int)
        for block in blocks(len(errors)):
            squares = squared_lengths(self.shifts(errors[block]))
            vertices[block] = squares.argmax(axis=1)
            distances[block] = np.sqrt(squares.max(axis=1))
        return distances, vertices

    def shares(self, errors: np.ndarray, vertices: np.ndarray) -> np.ndarray:
        """What each channel adds (f, k) to the way of one vertex (f,) a row of errors (f, k)."""
        # (f, k, 3): the way of that vertex by each channel; the sum over k is where it goes.
        shapes = self.shapes[:, :, vertices].transpose(2, 1, 0)
        ways = errors[:, :, None] * shapes
        return np.einsum("fki,fi->fk", ways, ways.sum(axis=1))


def blocks(count: int) -> Iterator[slice]:
    """Cut `count` rows into pieces of which the processor's cache holds the vertices."""
    for first in range(0, count, _BLOCK):
        yield slice(first, first + _BLOCK)


def squared_lengths(shifts: np.ndarray) -> np.ndarray:
    """(f, V) of shifts (3, f, V)."""
    x, y, z = shifts
    squares = x * x
    squares += y * y
    squares += z * z
    return squares
